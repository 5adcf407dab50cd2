using System;
using System.CommandLine;
using System.Linq;
using Vouch.Cli.Input;
using Vouch.Cli.Running;
using Vouch.Verifier;

namespace Vouch.Cli.Commands;

/// <summary>The operand of commands that look at one program: <c>OBJECT:PROGRAM</c>.</summary>
internal sealed class ProgramArgument
{
    private readonly SelectionOptions selection = new();

    private readonly Argument<string> place = new("OBJECT:PROGRAM")
    {
        Description = "The object (- is the standard input) and one of its programs; ':PROGRAM' may be left out when there is only one, or --prog names it.",
    };

    public ProgramArgument() => place.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(t => t.Value.StartsWith('-') && ProgramPlace.Split(t.Value).File != InputFile.StandardInput))
        {
            result.AddError($"Unknown option '{token.Value}'.");
        }
    });

    public void AddTo(Command command)
    {
        command.Add(place);
        selection.AddTo(command);
    }

    /// <summary>The run that verifies the program.</summary>
    public RunOptions RunOf(ParseResult parsed, SharedOptions shared, Func<VerifierOptions, VerifierOptions> change)
    {
        (string file, string? program) = ProgramPlace.Split(parsed.GetRequiredValue(place));
        RunOptions run = shared.RunOf(parsed, [file], selection.FilterOf(parsed, program is null ? [] : [program]));
        return run with { Jobs = 1, Verifier = change(run.Verifier) };
    }
}
