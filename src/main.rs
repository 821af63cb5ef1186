//! Parse, run, exit code.

use clap::{CommandFactory, Parser};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use themeline::cli::{
    CheckArgs, Cli, Command, ConvertArgs, EvaluateArgs, ExplainArgs, InputArgs, ReportArgs,
    RunArgs, Said,
};
use themeline::config::template;
use themeline::corpus::Corpus;
use themeline::error::{Error, Result};
use themeline::ingest::read_past_themes;
use themeline::pipeline;
use themeline::progress::Progress;
use themeline::report::{
    Colour, check_json, check_text, convert_summary, evaluation_json, evaluation_text, explanation,
    explanation_json, summary, summary_again, summary_json, write_names,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.command {
        Command::Run(args) => return exit(run(args)),
        Command::Convert(args) => return exit(convert(args)),
        Command::Check(args) => return exit(check(args)),
        Command::Report(args) => report(args),
        Command::Explain(args) => explain(args),
        Command::Evaluate(args) => evaluate(args),
        Command::Names { run, out } => names(run, out),
        Command::Init { path } => init(path),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "themeline", &mut script);
            print(&script)
        }
        Command::Man => manual(),
    };
    exit(done.map(|()| ExitCode::SUCCESS))
}

fn exit(done: Result<ExitCode>) -> ExitCode {
    done.unwrap_or_else(|error| {
        eprintln!("themeline: {error}");
        ExitCode::from(2)
    })
}

/// 1 where the user wants to be told of rejected records and there are some.
fn strictly(args: &InputArgs, corpus: &Corpus) -> ExitCode {
    match corpus.rejected.len() {
        n if n > 0 && args.strict => {
            eprintln!("themeline: {n} rejected, which --strict does not allow");
            ExitCode::from(1)
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Threads started at most: more than any machine has cores are only in one another's way.
const MAX_THREADS: usize = 256;

fn run(args: &RunArgs) -> Result<ExitCode> {
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.get().min(MAX_THREADS))
            .build_global()
            .map_err(|e| {
                Error::config(format!("--threads {threads}: {e}"), "give another number")
            })?;
    }
    let config = args.config()?;
    let out = args.out();
    let progress = Progress::new(args.said.quiet);
    let (analysis, saved) = pipeline::run(&args.input.inputs, &out, &config, &progress)?;
    drop(progress);
    match args.said {
        Said { json: true, .. } => print(&summary_json(&saved.tables, &saved.about, &out)?)?,
        Said { quiet: true, .. } => {}
        _ => print(&summary(&analysis, &saved, colour())?)?,
    }
    Ok(strictly(&args.input, &analysis.corpus))
}

fn convert(args: &ConvertArgs) -> Result<ExitCode> {
    let (config, progress) = (args.input.config()?, Progress::new(args.quiet));
    let corpus = pipeline::convert(&args.input.inputs, &args.out, &config, &progress)?;
    drop(progress);
    if !args.quiet {
        print(convert_summary(&corpus, &args.out))?;
    }
    Ok(strictly(&args.input, &corpus))
}

fn check(args: &CheckArgs) -> Result<ExitCode> {
    let (config, progress) = (args.input.config()?, Progress::new(args.json));
    let (corpus, check) = pipeline::check(&args.input.inputs, &config, &progress)?;
    drop(progress);
    let text = if args.json { check_json(&corpus, &check)? } else { check_text(&corpus, &check) };
    print(&text)?;
    Ok(strictly(&args.input, &corpus))
}

fn report(args: &ReportArgs) -> Result<()> {
    let (out, progress) = (args.out(), Progress::new(args.said.quiet));
    let saved = pipeline::redraw(&args.run, out, |output| args.change(output), &progress)?;
    drop(progress);
    match args.said {
        Said { json: true, .. } => print(&summary_json(&saved.tables, &saved.about, out)?),
        Said { quiet: true, .. } => Ok(()),
        _ => print(&summary_again(&saved, out, colour())?),
    }
}

fn explain(args: &ExplainArgs) -> Result<()> {
    let progress = Progress::new(false);
    let explained = pipeline::explain_paper(&args.run, &args.paper, &progress)?;
    drop(progress);
    let text = if args.json { explanation_json(&explained)? } else { explanation(&explained) };
    print(&text)
}

fn evaluate(args: &EvaluateArgs) -> Result<()> {
    let out = args.out();
    let gold = args.gold.as_deref().map(|file| (file, args.gold_column.as_str()));
    let (run, evaluation) = pipeline::evaluate(&args.run, gold, &out)?;
    let text = if args.json {
        evaluation_json(&evaluation, &run)?
    } else {
        evaluation_text(&evaluation, &run, &out)
    };
    print(&text)
}

fn names(run: &Path, out: &Path) -> Result<()> {
    let themes = read_past_themes(run)?;
    write_names(&themes, out)?;
    print(format!("{} written: edit it, then run with --names\n", out.display()))
}

fn init(path: &Path) -> Result<()> {
    let written =
        std::fs::File::create_new(path).and_then(|mut f| f.write_all(template().as_bytes()));
    match written {
        Ok(()) => print(format!("{} written: every parameter at its default\n", path.display())),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::config(
            format!("{} exists already", path.display()),
            "name another file, or remove it",
        )),
        Err(e) => Err(Error::io("write", path, e)),
    }
}

/// The manual: the page of the program, then that of `themeline run` with all parameters.
fn manual() -> Result<()> {
    let mut text = Vec::new();
    let command = Cli::command();
    let failed = |e| Error::report("the manual", e);
    clap_mangen::Man::new(command.clone()).render(&mut text).map_err(failed)?;
    for (name, page) in
        [("run", "themeline-run"), ("convert", "themeline-convert"), ("check", "themeline-check")]
    {
        if let Some(command) = command.find_subcommand(name) {
            let command = command.clone().name(page);
            clap_mangen::Man::new(command).render(&mut text).map_err(failed)?;
        }
    }
    print(&text)
}

/// Colours where a person is looking and has not said otherwise (no-color.org).
fn colour() -> Colour {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let is_wanted = std::io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb;
    if is_wanted { Colour::Ansi } else { Colour::Never }
}

/// Standard output; a reader that has gone away (`themeline … | head`) is no error.
fn print(text: impl AsRef<[u8]>) -> Result<()> {
    match std::io::stdout().write_all(text.as_ref()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::io("write to", Path::new("standard output"), e))
        }
        _ => Ok(()),
    }
}
