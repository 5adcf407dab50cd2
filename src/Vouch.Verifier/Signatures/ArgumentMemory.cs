using System;
using Vouch.Bytecode.Btf;
using Vouch.Kernel;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Signatures;

/// <summary>
/// How many bytes a call reads (positive) or writes (negative) through a pointer argument, as far as prototypes and constants
/// tell before exploration.
/// </summary>
internal static class ArgumentMemory
{
    /// <summary>It may read any number of bytes.</summary>
    public const long Unknown = long.MinValue;

    private const int DynptrSize = 16;

    /// <summary>A helper's access through an argument, 0-based.</summary>
    public static long OfHelper(ProgramFacts facts, int index, int argument)
    {
        if (facts.Program.Kernel.Helpers.Find(facts.Program.Instructions[index].Immediate, facts.Traits) is not { } helper)
        {
            return Unknown;
        }

        ArgumentType type = helper.Argument(argument + 1);
        bool isWritten = type.Has(TypeModifiers.Uninitialized);
        switch (type.Kind)
        {
            case ArgumentKind.MapKey or ArgumentKind.MapValue:
                long size = MapMemory(facts, index, helper, argument, type.Kind == ArgumentKind.MapKey);
                return size == Unknown ? Unknown : isWritten ? -size : size;
            case ArgumentKind.Memory when type.Has(TypeModifiers.FixedSize):
                return isWritten ? -type.Size : type.Size;
            case ArgumentKind.Memory when helper.Argument(argument + 2).IsMemorySize:
                if (TryConstant(facts, index, argument + 2, out long constant))
                {
                    return isWritten ? -constant : constant;
                }

                // Different sizes on different paths: a write of unknown size is certain of nothing.
                return isWritten ? 0 : FrameState.MaxStack;
            case ArgumentKind.Dynptr:
                return isWritten ? -DynptrSize : DynptrSize;
            case ArgumentKind.Stack:
                // The context of a callback: what the callback does with it is analysed with the callback.
                return 0;
            default:
                return Unknown;
        }
    }

    /// <summary>A kernel function's access through an argument, 0-based.</summary>
    public static long OfKfunc(ProgramFacts facts, int index, int argument)
    {
        if (KfuncDescription.Find(facts, facts.Program.Instructions[index]) is not { IsAllowed: true } kfunc)
        {
            return Unknown;
        }

        if (argument >= kfunc.Prototype.Count)
        {
            return 0;
        }

        BtfSpec types = kfunc.Types;
        BtfParameter parameter = types.Parameter(kfunc.Prototype, argument);
        BtfType pointer = types.SkipModifiers(parameter.Type);
        if (pointer.Kind != BtfKind.Pointer)
        {
            return 0;
        }

        bool isWritten = (argument == 0 && kfunc.Has(KfuncFlags.IteratorNew)) || HasSuffix(types, parameter, "__uninit");
        BtfType pointee = types.SkipModifiers(pointer.Target);
        if (IsDynptr(types, pointee))
        {
            return isWritten ? -DynptrSize : DynptrSize;
        }

        if (argument + 1 < kfunc.Prototype.Count && IsSize(types, types.Parameter(kfunc.Prototype, argument + 1)))
        {
            return !TryConstant(facts, index, argument + 2, out long constant) ? FrameState.MaxStack : isWritten ? -constant : constant;
        }

        long size = types.SizeOf(pointee.Id);
        return size < 0 ? Unknown : isWritten ? -size : size;
    }

    private static bool IsDynptr(BtfSpec types, in BtfType pointee) =>
        pointee.Kind is BtfKind.Struct or BtfKind.Forward && types.NameOf(pointee) is "bpf_dynptr" or "bpf_dynptr_kern";

    private static bool IsSize(BtfSpec types, BtfParameter parameter) =>
        HasSuffix(types, parameter, "__sz") || HasSuffix(types, parameter, "__szk");

    private static bool HasSuffix(BtfSpec types, BtfParameter parameter, string suffix) =>
        types.String(parameter.NameOffset).EndsWith(suffix, StringComparison.Ordinal);

    private static bool TryConstant(ProgramFacts facts, int index, int register, out long value)
    {
        ref readonly InstructionNotes notes = ref facts.Notes[index];
        bool isKnown = register < 10 && (notes.ConstantMask & (1 << register)) != 0;
        value = isKnown ? notes.Constants[register] : 0;
        return isKnown;
    }

    /// <summary>The size of the called map's keys or values, or the largest of all maps when the map is not known.</summary>
    private static long MapMemory(ProgramFacts facts, int index, HelperPrototype helper, int argument, bool isKey)
    {
        ref readonly InstructionNotes notes = ref facts.Notes[index];
        for (int register = 1; register <= argument; register++)
        {
            if (helper.Argument(register).Kind != ArgumentKind.ConstMap)
            {
                continue;
            }

            if ((notes.ConstantMapMask & (1 << register)) != 0)
            {
                MapModel map = facts.Map(new MapHandle((int)notes.Constants[register]));
                return isKey ? map.KeySize : map.ValueSize;
            }

            break;
        }

        uint largest = 0;
        foreach (MapModel map in facts.Maps)
        {
            largest = Math.Max(largest, isKey ? map.KeySize : map.ValueSize);
        }

        return largest == 0 ? Unknown : largest;
    }
}
