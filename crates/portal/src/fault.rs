//! How a task ended that did not finish. The message of a panic may quote what a member typed, so it is told nowhere; the log has the
//! panic's place (`server/logs.rs`).

use tokio::task::JoinError;

/// Why a task did not finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A fault of the program.
    #[error("a task panicked; its place stands in the log as \"panic\"")]
    Panic,
    /// It was cut off, as tasks are when the server stops.
    #[error("a task was cut off before its end")]
    CutOff,
}

impl From<JoinError> for Fault {
    fn from(error: JoinError) -> Fault {
        if error.is_panic() { Fault::Panic } else { Fault::CutOff }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_told_without_its_message() {
        let error = tokio::spawn(async { panic!("福田 結衣") }).await.unwrap_err();
        assert!(error.to_string().contains("福田"), "what must not get into the log");
        let fault = Fault::from(error);
        assert_eq!(fault, Fault::Panic);
        assert!(!format!("{fault} {fault:?}").contains("福田"));
    }

    #[tokio::test]
    async fn a_task_that_was_cut_off_did_not_panic() {
        let task = tokio::spawn(std::future::pending::<()>());
        task.abort();
        assert_eq!(Fault::from(task.await.unwrap_err()), Fault::CutOff);
    }
}
