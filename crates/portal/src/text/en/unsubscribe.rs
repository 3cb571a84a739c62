use crate::text::Unsubscribe;

pub const UNSUBSCRIBE: Unsubscribe = Unsubscribe {
    title: "Stop notices by mail",
    lead: "Press \"Stop\" if you do not want notices by mail any more. You can read them whenever you log in.",
    essential: "Mails that a procedure needs, such as those with codes, and notices of special importance cannot be stopped.",
    button: "Stop",
    done_title: "Notices by mail are stopped",
    done: "We will not send you notices by mail any more.",
    again: "Receive them again (you need to log in)",
};
