use crate::text::Maintenance;

pub const MAINTENANCE: Maintenance = Maintenance {
    title: "Maintenance is under way",
    until: |moment| format!("The service is stopped for maintenance until {moment}. We are sorry for the inconvenience."),
    overdue: "The service is stopped for maintenance. It takes longer than planned; please wait a little more.",
    nothing_was_taken: "What was sent just before this page appeared was not accepted. If you were in the middle of registration or another procedure, you can go on from there on the same device once the service is back.",
    again: "Open this page again",
    in_a_hurry: "If you are in a hurry",
};
