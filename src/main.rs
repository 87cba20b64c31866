//! scratch
use loopbook::source::Disk;
fn main() {
    let root = std::env::args().nth(1).expect("dir");
    let world = Disk::open(root.as_ref(), jiff::civil::date(2026, 11, 23)).expect("root");
    let done = loopbook::compile(&world).expect("ok");
    for f in done.findings.iter() {
        let d = &f.diagnostic;
        let (a, _) = done.workbook.files.positions(d.span);
        println!(
            "{}:{}:{}: {}[{}] {} | {:?}",
            done.workbook.files.get(d.span.file).path(),
            a.line,
            a.column,
            f.severity.word(),
            d.rule,
            d.message,
            d.hint
        );
    }
    println!(
        "{} docs {} workflows",
        done.workbook.documents.len(),
        done.workbook.workflows.len()
    );
}
