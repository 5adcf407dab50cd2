using System.Collections.Generic;
using System.Linq;

namespace Vouch.Cli.Input;

/// <summary>Lists in files, as <c>@FILE</c> among what a command takes several of.</summary>
internal static class ListFile
{
    /// <summary>Replaces every <c>@FILE</c> by the lines of that file; empty lines and comments that start with # are left out.</summary>
    /// <exception cref="Bytecode.BadInputException">A list cannot be read.</exception>
    public static IEnumerable<string> Expand(IEnumerable<string> items) => items.SelectMany(item => item.StartsWith('@') ? LinesOf(item[1..]) : [item]);

    private static IEnumerable<string> LinesOf(string file) =>
        from line in FileNameBytes.Decode(new InputFile(InputFile.DefaultLimit).Read(file).Span).Split('\n')
        let text = line.Trim()
        where text.Length > 0 && !text.StartsWith('#')
        select text;
}
