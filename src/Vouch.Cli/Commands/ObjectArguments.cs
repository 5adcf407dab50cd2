using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Vouch.Cli.Input;

namespace Vouch.Cli.Commands;

/// <summary>The operands of commands that take several objects.</summary>
internal static class ObjectArguments
{
    public static Argument<string[]> Create(string description)
    {
        var objects = new Argument<string[]>("OBJECT")
        {
            Description = description + " @LIST reads their paths from a file, a line each; - is the standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        // Without this a misspelt option would be taken for a file.
        objects.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens.Where(t => t.Value.StartsWith('-') && t.Value != InputFile.StandardInput))
            {
                result.AddError($"Unknown option '{token.Value}'.");
            }
        });
        return objects;
    }

    /// <summary>The files, those of lists included.</summary>
    public static IReadOnlyList<string> FilesOf(ParseResult parsed, Argument<string[]> objects) => [.. ListFile.Expand(parsed.GetRequiredValue(objects))];
}
