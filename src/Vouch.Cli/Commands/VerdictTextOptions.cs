using System.CommandLine;
using Vouch.Cli.Output;
using Vouch.Cli.Running;

namespace Vouch.Cli.Commands;

/// <summary>How much <c>vouch check</c> says.</summary>
internal sealed class VerdictTextOptions
{
    /// <summary>Stories that are told unless all are asked for.</summary>
    private const int Few = 5;

    private readonly Option<bool> brief = new("--brief") { Description = "One line a program: without stories and source lines." };

    private readonly Option<bool> quiet = new("--quiet", "-q") { Description = "Only programs that are not accepted, or not safe, and the sum." };

    private readonly Option<bool> all = new("--all") { Description = "Tell all stories of rejections that have to do with the life of an object, not only the first five." };

    public void AddTo(Command command)
    {
        command.Add(brief);
        command.Add(quiet);
        command.Add(all);
    }

    public bool TellsStories(ParseResult parsed) => !parsed.GetValue(brief);

    public VerdictListOptions ListOf(ParseResult parsed, SourceRoots roots) => new()
    {
        IsBrief = parsed.GetValue(brief),
        IsQuiet = parsed.GetValue(quiet),
        Stories = parsed.GetValue(all) ? int.MaxValue : Few,
        SourceRoots = roots,
    };
}
