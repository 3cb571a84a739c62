//! The `madoguchi` command.

fn main() -> std::process::ExitCode {
    madoguchi_portal::commands::main()
}
