//! The `madoguchi` command.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
