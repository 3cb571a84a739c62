use crate::text::Terms;

pub const TERMS: Terms = Terms {
    title: "Terms of use",
    first_time: "Before you start, please read the terms of use. When you agree, you go on to your page.",
    new_version: "The terms of use have changed. To go on using the service, please agree to the new terms.",
    in_force_from: |date| format!("In force from {date}."),
    to_decision: "Go to the place where you agree",
    decision: "Do you agree?",
    agree: "I agree to the terms of use",
    please_agree: "If you agree, please tick “I agree to the terms of use”.",
    next: "Next",
    if_not: "If you do not agree",
    decline: "I do not agree",
    decline_note: "If you press “I do not agree” you are logged out. Your account stays, and you can agree when you log in again.",
    none: "No terms of use are published at present.",
};
