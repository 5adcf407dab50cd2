using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Btf;

namespace Vouch.Report.Expectations;

/// <summary>
/// Declaration tags of the form <c>comment:NUMBER:TEXT</c>. Compilers keep no order of tags; the numbers are that of the source.
/// </summary>
internal static class TestTags
{
    private const string Prefix = "comment:";

    /// <summary>The texts on a function, in the order of the source.</summary>
    public static IReadOnlyList<string> Of(BtfSpec types, string function)
    {
        if (types.Find(function, BtfKind.Function) is not { } id)
        {
            return [];
        }

        var tags = from tag in types.DeclarationTagsOf(id)
                   let type = types.Type(tag)
                   where types.DeclarationTagComponent(type) == -1
                   let parsed = Parse(types.NameOf(type))
                   where parsed is not null
                   orderby parsed.Value.Number
                   select parsed.Value.Text;
        return [.. tags];
    }

    private static (ulong Number, string Text)? Parse(string tag)
    {
        int colon = tag.StartsWith(Prefix, StringComparison.Ordinal) ? tag.IndexOf(':', Prefix.Length) : -1;
        return colon > 0 && ulong.TryParse(tag.AsSpan(Prefix.Length, colon - Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? (number, tag[(colon + 1)..])
            : null;
    }
}
