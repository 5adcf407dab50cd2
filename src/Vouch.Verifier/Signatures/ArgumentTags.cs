using System;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Signatures;

/// <summary>What the source says of a function's argument in tags.</summary>
[Flags]
internal enum ArgumentTag
{
    None = 0,
    Context = 1 << 0,
    NonNull = 1 << 1,
    Trusted = 1 << 2,
    Untrusted = 1 << 3,
    Nullable = 1 << 4,
    Arena = 1 << 5,
}

/// <summary>Reads the tags of function arguments: <c>arg:...</c> declaration tags on the function, and type tags behind pointers.</summary>
internal static class ArgumentTags
{
    private const string Prefix = "arg:";

    /// <summary>The tags of one argument; logs what is wrong with them.</summary>
    public static Check Read(
        ProgramFacts facts, RejectionSink rejections, in BtfType function, int argument, BtfTypeId argumentType, bool isGlobal, out ArgumentTag tags)
    {
        BtfSpec types = facts.Types(BtfHandle.Program);
        tags = ArgumentTag.None;
        foreach (BtfTypeId id in types.DeclarationTagsOf(function.Id))
        {
            BtfType tag = types.Type(id);
            string text = types.NameOf(tag);
            if (types.DeclarationTagComponent(tag) != argument || !text.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            if (!isGlobal)
            {
                return rejections.Reject(
                    Rule.ArgumentTags, Subject.Argument(argument + 1), Errno.OperationNotSupported,
                    $"arg#{argument} type tag is not supported in static functions");
            }

            ArgumentTag known = Parse(text.AsSpan(Prefix.Length));
            if (known == ArgumentTag.None)
            {
                return rejections.Reject(
                    Rule.ArgumentTags, Subject.Argument(argument + 1), Errno.OperationNotSupported,
                    $"arg#{argument} has unsupported set of tags");
            }

            tags |= known;
        }

        return AddTypeTags(facts, argumentType, ref tags);
    }

    /// <summary>Adds what the type tags behind a pointer say; anything but a pointer has none.</summary>
    public static Check AddTypeTags(ProgramFacts facts, BtfTypeId type, ref ArgumentTag tags)
    {
        BtfSpec types = facts.Types(BtfHandle.Program);
        BtfType pointer = types.SkipModifiers(type);
        if (pointer.Kind != BtfKind.Pointer || !facts.Program.Kernel.Rules.Calls.ReadsTypeTagsOfArguments)
        {
            return Check.Ok;
        }

        BtfType target = types.Type(pointer.Target);
        while (target.IsModifier)
        {
            if (target.Kind == BtfKind.TypeTag && !target.KindFlag && types.NameOf(target) == "arena")
            {
                tags |= ArgumentTag.Arena;
            }

            target = types.Type(target.Target);
        }

        return Check.Ok;
    }

    private static ArgumentTag Parse(ReadOnlySpan<char> tag) => tag switch
    {
        "ctx" => ArgumentTag.Context,
        "trusted" => ArgumentTag.Trusted,
        "untrusted" => ArgumentTag.Untrusted,
        "nonnull" => ArgumentTag.NonNull,
        "nullable" => ArgumentTag.Nullable,
        "arena" => ArgumentTag.Arena,
        _ => ArgumentTag.None,
    };
}
