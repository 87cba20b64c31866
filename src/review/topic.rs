//! The kinds of changes that a review knows, in the order in which they are told.

/// Changes that are told together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Pages, sections and files.
    Public,
    /// Who said that a page may be shown.
    Approvals,
    /// Loops, their steps and their kill signals.
    Work,
    /// Metrics.
    Measures,
    /// What agents may do.
    Controls,
    /// Evidence and customers.
    Records,
    /// What is let pass.
    Exceptions,
}

impl Group {
    /// The heading above them.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Public => "What the world sees",
            Self::Approvals => "Approvals",
            Self::Work => "Loops, steps and kill signals",
            Self::Measures => "Baselines and standards",
            Self::Controls => "Controls and automation",
            Self::Records => "Evidence and customers",
            Self::Exceptions => "What is let pass",
        }
    }
}

/// Declares the topics: name, group, key in JSON, one of them, several of them.
macro_rules! topics {
    ($($name:ident $group:ident $key:literal $one:literal $many:literal;)+) => {
        /// A kind of change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "each is named as it reads")]
        pub enum Topic { $($name,)+ }

        impl Topic {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// What it is told with.
            pub const fn group(self) -> Group {
                match self { $(Self::$name => Group::$group,)+ }
            }

            /// Its name for programs, which never changes once released.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// One such change in words.
            pub const fn one(self) -> &'static str {
                match self { $(Self::$name => $one,)+ }
            }

            /// Several such changes in words.
            pub const fn many(self) -> &'static str {
                match self { $(Self::$name => $many,)+ }
            }
        }
    };
}

topics! {
    PageAppears Public "page-appears" "page becomes public" "pages become public";
    PageCeases Public "page-ceases" "page ceases to be public" "pages cease to be public";
    PageMoves Public "page-moves" "public page moves" "public pages move";
    SectionAppears Public "section-appears" "section becomes public" "sections become public";
    SectionCeases Public "section-ceases" "section ceases to be public" "sections cease to be public";
    TextChanges Public "text-changes" "public text changes" "public texts change";
    FactChanges Public "fact-changes" "public fact changes" "public facts change";
    FileAppears Public "file-appears" "file becomes public" "files become public";
    FileCeases Public "file-ceases" "file ceases to be public" "files cease to be public";
    FileChanges Public "file-changes" "public file changes" "public files change";
    ApprovalGiven Approvals "approval-given" "approval is given" "approvals are given";
    ApprovalLapses Approvals "approval-lapses" "approval lapses" "approvals lapse";
    ApprovalMissing Approvals "approval-missing" "page waits for an approval" "pages wait for an approval";
    LoopAppears Work "loop-appears" "loop is new" "loops are new";
    LoopCeases Work "loop-ceases" "loop is removed" "loops are removed";
    LoopRetires Work "loop-retires" "loop is retired" "loops are retired";
    StepCloses Work "step-closes" "step closes" "steps close";
    StepOpens Work "step-opens" "step opens again" "steps open again";
    SignalFires Work "signal-fires" "kill signal starts to fire" "kill signals start to fire";
    SignalStops Work "signal-stops" "kill signal stops firing" "kill signals stop firing";
    SignalChanges Work "signal-changes" "kill signal says something else" "kill signals say something else";
    SignalDisappears Work "signal-disappears" "kill signal loses its condition or its words" "kill signals lose their condition or their words";
    BaselineMoves Measures "baseline-moves" "baseline moves" "baselines move";
    StandardMoves Measures "standard-moves" "standard moves" "standards move";
    MetricChanges Measures "metric-changes" "metric counts something else" "metrics count something else";
    ControlAdded Controls "control-added" "control is new" "controls are new";
    ControlWeakened Controls "control-weakened" "control is weakened" "controls are weakened";
    ControlRemoved Controls "control-removed" "control is removed" "controls are removed";
    ControlChanges Controls "control-changes" "control changes" "controls change";
    AutomationRaised Controls "automation-raised" "automation is raised" "automations are raised";
    CustomerNew Records "customer-new" "customer is new" "customers are new";
    EvidenceNew Records "evidence-new" "evidence note is new" "evidence notes are new";
    EvidenceRemoved Records "evidence-removed" "evidence note is removed" "evidence notes are removed";
    AllowAdded Exceptions "allow-added" "finding is allowed" "findings are allowed";
    OverrideAdded Exceptions "override-added" "kill signal is overridden" "kill signals are overridden";
    RuleLowered Exceptions "rule-lowered" "rule is turned down" "rules are turned down";
    TermRemoved Exceptions "term-removed" "protected term is removed" "protected terms are removed";
}

impl Topic {
    /// So many of them: `2 steps close`.
    pub fn counted(self, count: usize) -> String {
        let words = if count == 1 { self.one() } else { self.many() };
        format!("{count} {words}")
    }
}
