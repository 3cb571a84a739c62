use crate::text::DeskLogin;

pub const DESK_LOGIN: DeskLogin = DeskLogin {
    title: "Log in to the desk",
    lead: "For the staff of insurers and the operators of the service.",
    email: "Email address",
    password: "Password",
    button: "Next",
    refused: "The email address or the password is not right.",
    wait: |until| format!("After several failed logins you cannot log in until {until}."),
    locked: "After many failed logins you cannot log in. Please ask your manager for a new invitation.",
    passkey_alone: "With a passkey that you have set up you need neither your email address nor your password.",
    forgotten: "If you have forgotten your password or the invitation has not arrived, ask your insurer's manager (as a manager, the operator) for a new invitation.",

    invitation_title: "Set up your access",
    invitation_lead: "Choose your name and a password. Then you set up the second factor that every login asks for.",
    invitation_void_title: "This invitation cannot be used",
    invitation_void: "An invitation works once and for 72 hours. If you have set up your access already, go to the login screen. If it is too late, ask for a new invitation.",
    name: "Name",
    name_hint: "Colleagues see it, for example in the trail. Example: 山田 花子",
    name_wrong: "Enter your name in at most 100 characters.",
    new_password: "New password",
    accept: "Set up and go on",
    steps: ["Name and password", "Second factor", "Recovery codes"],
};
