//! The thread that knows the workbook: reads it again when something changed, renders what is asked
//! for, and has the workbook judged beside that.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use tokio::sync::{oneshot, watch};

use super::Notice;
use super::answer::{Answer, Wanted};
use super::shown::{Shown, failure};
use crate::Evaluation;
use crate::diagnostic::Severity;
use crate::rules::Findings;
use crate::site::Site;
use crate::source::{Watched, World};
use crate::workbook::Parses;

/// How long nothing must happen before a change counts as complete: editors write in several steps.
const QUIET: Duration = Duration::from_millis(15);

/// How long one waits for that at most.
const PATIENCE: Duration = Duration::from_millis(250);

/// How often one looks whether another day has begun, or something was committed.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// A question, and where the answer goes.
pub(super) type Question = (Wanted, oneshot::Sender<Answer>);

/// What the engine is told.
pub(super) enum Message {
    /// Something may have changed at these paths.
    Changed(Vec<PathBuf>),
    /// Something changed, and nobody knows where.
    Lost,
    /// Somebody wants to have something.
    Ask(Question),
    /// The workbook was judged, as it was in the round of this number.
    Judged(u64, Findings),
}

/// What browsers are told: the number of the round whose pages they can have, and whether they are
/// judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct News {
    pub(super) round: u64,
    pub(super) is_judged: bool,
}

/// The engine.
pub(super) struct Engine {
    /// What it is told.
    pub(super) messages: Receiver<Message>,
    /// For those who judge on its behalf.
    pub(super) sender: Sender<Message>,
    /// What browsers are told.
    pub(super) news: watch::Sender<News>,
    /// What people are told.
    pub(super) say: Arc<dyn Fn(Notice) + Send + Sync>,
    /// Tells which day it is.
    pub(super) today: Box<dyn Fn() -> Date + Send>,
}

/// How a round begins.
struct Start {
    /// Its number.
    round: u64,
    /// When the change was seen that it is about.
    seen: Instant,
    /// Who asked while it was not known yet how things stand.
    waiting: Vec<Question>,
}

/// Who answers in a round: from what is known of the findings, and from the files as they are.
type Respond<'r> = &'r dyn Fn(&Wanted, Option<&Findings>, &Watched) -> Answer;

impl Engine {
    /// Works until nobody can ask any more. A round is the time between two changes.
    pub(super) fn run(self, mut world: Watched) {
        let mut parses = Parses::new();
        let mut next = Some(Start {
            round: 1,
            seen: Instant::now(),
            waiting: Vec::new(),
        });
        while let Some(start) = next {
            world.set_today((self.today)());
            next = self.round(&mut world, &mut parses, start);
        }
    }

    /// Reads the workbook and answers until something changes; none where the server ends.
    fn round(&self, world: &mut Watched, parses: &mut Parses, start: Start) -> Option<Start> {
        let evaluation = match Evaluation::of(world, parses) {
            Ok(evaluation) => evaluation,
            Err(error) => return self.without_site(&error.to_string(), world, start),
        };
        let (evaluation, today, round) = (&evaluation, world.today(), start.round);
        let (book, status) = (&evaluation.workbook, &evaluation.status);
        let (approvals, public) = (&evaluation.approvals, &evaluation.public);
        let files = &evaluation.private_files;
        let site = Site::new(book, status, approvals, files, world, Some(public));
        thread::scope(|scope| {
            let sender = self.sender.clone();
            scope.spawn(move || {
                let judgement = evaluation.judge(today);
                // Where nobody listens any more, the server is about to end.
                let _ = sender.send(Message::Judged(round, judgement.findings));
            });
            let site = match site {
                Ok(site) => site,
                Err(error) => return self.without_site(&error.to_string(), world, start),
            };
            let shown = Shown::new(evaluation, &site);
            (self.say)(Notice::Ready {
                documents: book.documents.len(),
                took: start.seen.elapsed(),
            });
            let respond = |wanted: &Wanted, findings: Option<&Findings>, world: &Watched| {
                shown.answer(wanted, findings, world)
            };
            self.attend(world, start, &respond)
        })
    }

    /// Says why there is no site, until something changes.
    fn without_site(&self, why: &str, world: &mut Watched, start: Start) -> Option<Start> {
        (self.say)(Notice::Failed(why.to_owned()));
        let respond = |wanted: &Wanted, _: Option<&Findings>, _: &Watched| failure(wanted, why);
        self.attend(world, start, &respond)
    }

    /// Answers until something changes; none where the server ends.
    fn attend(&self, world: &mut Watched, start: Start, respond: Respond<'_>) -> Option<Start> {
        let mut findings = None;
        for (wanted, to) in start.waiting {
            // Who does not wait any more needs no answer.
            let _ = to.send(respond(&wanted, None, world));
        }
        self.news.send_replace(News {
            round: start.round,
            is_judged: false,
        });
        loop {
            let mut change = match self.messages.recv_timeout(HEARTBEAT) {
                Ok(Message::Changed(paths)) => Change::of(Some(paths)),
                Ok(Message::Lost) => Change::of(None),
                Ok(Message::Ask((wanted, to))) => {
                    // As above.
                    let _ = to.send(respond(&wanted, findings.as_ref(), world));
                    continue;
                }
                Ok(Message::Judged(round, found)) => {
                    if round == start.round {
                        self.judged(&found, start.seen, round);
                        findings = Some(found);
                    }
                    continue;
                }
                Err(RecvTimeoutError::Timeout) if !self.is_outdated(world) => continue,
                Err(RecvTimeoutError::Timeout) => Change::of(Some(Vec::new())),
                Err(RecvTimeoutError::Disconnected) => return None,
            };
            change.settle(&self.messages);
            if let Some((round, found)) = change.judged.take()
                && round == start.round
            {
                self.judged(&found, start.seen, round);
                findings = Some(found);
            }
            if change.is_news(world) || self.is_outdated(world) {
                return Some(Start {
                    round: start.round + 1,
                    seen: change.seen,
                    waiting: change.waiting,
                });
            }
            for (wanted, to) in change.waiting {
                let _ = to.send(respond(&wanted, findings.as_ref(), world));
            }
        }
    }

    /// Whether the same files may mean something else by now.
    fn is_outdated(&self, world: &Watched) -> bool {
        (self.today)() != world.today() || world.has_new_commit()
    }

    /// Tells everybody that the workbook was judged.
    fn judged(&self, findings: &Findings, seen: Instant, round: u64) {
        (self.say)(Notice::Judged {
            errors: findings.count(Severity::Error),
            warnings: findings.count(Severity::Warning),
            took: seen.elapsed(),
        });
        let is_judged = true;
        self.news.send_replace(News { round, is_judged });
    }
}

/// Something that happened on the disk, and what came in while it was going on.
struct Change {
    /// When it was seen.
    seen: Instant,
    /// Where, unless nobody knows.
    paths: Option<Vec<PathBuf>>,
    waiting: Vec<Question>,
    judged: Option<(u64, Findings)>,
}

impl Change {
    fn of(paths: Option<Vec<PathBuf>>) -> Self {
        Self {
            seen: Instant::now(),
            paths,
            waiting: Vec::new(),
            judged: None,
        }
    }

    /// Waits until it is over.
    fn settle(&mut self, messages: &Receiver<Message>) {
        while self.seen.elapsed() < PATIENCE {
            match messages.recv_timeout(QUIET) {
                Ok(Message::Changed(more)) => {
                    if let Some(paths) = &mut self.paths {
                        paths.extend(more);
                    }
                }
                Ok(Message::Lost) => self.paths = None,
                Ok(Message::Ask(question)) => self.waiting.push(question),
                Ok(Message::Judged(round, findings)) => self.judged = Some((round, findings)),
                Err(_) => return,
            }
        }
    }

    /// Whether it concerns the workbook.
    fn is_news(&mut self, world: &mut Watched) -> bool {
        let Some(paths) = &mut self.paths else {
            world.forget_all();
            return true;
        };
        paths.sort_unstable();
        paths.dedup();
        world.note(paths)
    }
}
