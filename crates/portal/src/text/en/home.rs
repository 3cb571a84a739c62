use crate::text::Home;

pub const HOME: Home = Home {
    title: "My page",
    greeting: |name| name.to_owned(),
    last_login: |moment| format!("Last login: {moment}"),
    first_login: "This is your first login.",
    services: "Services",
    no_services: "There are no services to show at present. They will appear here when they become available.",
    own_facts: "Your details",
    own_facts_note: "This is what your insurer has on its roster. If something is not right, please contact your insurer.",
    account: "Account settings",
    account_note: "Change your password or email address, or see the devices that are logged in.",
    settings: "Account settings",
    read_only_title: "You can only read",
    read_only: |since| format!("Your membership ended on {since}, so you can only read your information and change your password."),
    ends_title: |on| format!("Your membership ends on {on}"),
    ends: |last_day| format!("The last day of your present membership is {last_day}."),
    seventy_five_title: |on| format!("You turn 75 on {on}"),
    seventy_five: |last_day| {
        format!(
            "From your birthday on you are insured by the medical care system for the elderly aged 75 and over. The last day of your present membership is {last_day}."
        )
    },
    visible_until: |until| format!("You can read your information here until {until}."),
    closed_afterwards: "From the day on which your membership ends you cannot use this service. Please note what you need before then.",
    name: "Name",
    kana_name: "Name in kana",
    birth_date: "Date of birth",
    symbol: "Symbol (記号)",
    no_symbol: "None",
    number: "Number (番号)",
    branch: "Branch (枝番)",
    relation: "Kind of member",
    insured: "Insured person",
    dependant: "Dependant",
    acquired_on: "Member since",
    lost_on: "Membership ends on",
    office: "Employer",
    postal_code: "Postal code",
    address: "Address",
    burden: "Share of costs",
    recognised_on: "Recognised on",
};
