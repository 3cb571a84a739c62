use crate::text::MailCode;

pub const MAIL_CODE: MailCode = MailCode {
    ended_title: "This procedure has ended",
    ended_body: "The code was wrong five times, so this procedure was ended for your safety. Nothing was changed.",
    start_again: "Start again",
};
