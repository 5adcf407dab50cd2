using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// Which subprogram handles the exceptions of which program. Nothing calls it, so a declaration tag on the program names it:
/// <c>exception_callback:handler</c>.
/// </summary>
internal static class ExceptionCallbacks
{
    private const string Tag = "exception_callback:";

    /// <returns>The subprogram, or null when the program has none or (for the verifier to reject) several.</returns>
    /// <exception cref="PreparationException">The tag is misplaced, or names no suitable subprogram.</exception>
    public static ObjectFunction? Find(BtfSpec types, FunctionTable functions, ObjectFunction program)
    {
        List<string> named = [];
        for (int id = types.FirstOwnType; id < types.TypeLimit; id++)
        {
            BtfType tag = types.Type(new BtfTypeId(id));
            if (tag.Kind != BtfKind.DeclarationTag || types.DeclarationTagComponent(tag) != -1)
            {
                continue;
            }

            string text = types.NameOf(tag);
            if (!text.StartsWith(Tag, StringComparison.Ordinal))
            {
                continue;
            }

            BtfType target = types.Type(tag.Target);
            if (target.Kind != BtfKind.Function || target.FunctionLinkage != BtfLinkage.Global)
            {
                throw Failed(program, "the tag of an exception callback is not on a program");
            }

            if (types.NameOf(target) == program.Name)
            {
                named.Add(text[Tag.Length..]);
            }
        }

        return named.Count == 1 ? Subprogram(functions, program, named[0]) : null;
    }

    private static ObjectFunction Subprogram(FunctionTable functions, ObjectFunction program, string name)
    {
        ObjectFunction? found = functions.Subprograms.FirstOrDefault(f => f.Name == name);
        return found is null ? throw Failed(program, $"there is no exception callback '{name}'")
            : found.IsGlobal && !found.IsHidden ? found
            : throw Failed(program, $"exception callback '{name}' is not a global function");
    }

    private static PreparationException Failed(ObjectFunction program, string why) =>
        new(PreparationStage.Btf, $"program '{program.Name}': {why}");
}
