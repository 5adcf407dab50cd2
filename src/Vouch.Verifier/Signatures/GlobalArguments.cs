using System;
using System.Collections.Generic;
using System.Numerics;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.Log;
using Vouch.Verifier.Policy;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Signatures;

/// <summary>
/// What a function may rely on when it is verified on its own: its arguments, typed by its BTF. Global functions must be typed
/// completely; of static ones only as much is learned as can be.
/// </summary>
internal static class GlobalArguments
{
    private const int MaxArguments = 12;

    /// <summary>
    /// Fills in <see cref="SubprogramFindings.Arguments"/> once. Rejects functions that cannot be typed; for static functions and the
    /// main program the caller goes on without (and forgets the rejection).
    /// </summary>
    public static Check Prepare(ProgramFacts facts, ExplorationFindings findings, RejectionSink rejections, int subprogram)
    {
        SubprogramFindings info = findings.Subprograms[subprogram];
        if (info.AreArgumentsKnown)
        {
            return Check.Ok;
        }

        if (info.Info.FunctionType.IsVoid)
        {
            return info.Info.IsGlobal
                ? rejections.Reject(
                    Rule.GlobalFunctionTypes, Subject.Subprogram(subprogram), Errno.Fault, "Global functions need valid BTF")
                : rejections.Reject(Rule.GlobalFunctionTypes, Subject.Subprogram(subprogram), Errno.Invalid);
        }

        BtfSpec types = facts.Types(BtfHandle.Program);
        BtfType function = types.Type(info.Info.FunctionType);
        if (function.Kind != BtfKind.Function)
        {
            return rejections.Reject(
                Rule.GlobalFunctionTypes, Subject.Subprogram(subprogram), Errno.Fault,
                $"BTF of func#{subprogram} doesn't point to KIND_FUNC");
        }

        BtfType prototype = types.Type(function.Target);
        if (prototype.Kind != BtfKind.FunctionPrototype)
        {
            return rejections.Reject(
                Rule.GlobalFunctionTypes, Subject.Subprogram(subprogram), Errno.Fault,
                $"Invalid type of function {types.NameOf(function)}()");
        }

        if (CheckPrototype(facts, findings, rejections, subprogram, in function, in prototype).Failed(out Check why))
        {
            return why;
        }

        for (int i = 0; i < prototype.Count; i++)
        {
            BtfTypeId type = types.Parameter(prototype, i).Type;
            if (TypeArgument(facts, rejections, info, in function, i, type, out info.Arguments[i]).Failed(out why))
            {
                return why;
            }
        }

        info.AreArgumentsKnown = true;
        return Check.Ok;
    }

    private static Check CheckPrototype(ProgramFacts facts, ExplorationFindings findings, RejectionSink rejections, int subprogram, in BtfType function, in BtfType prototype)
    {
        SubprogramFindings info = findings.Subprograms[subprogram];
        string name = facts.Types(BtfHandle.Program).NameOf(function);
        bool areOnStack = prototype.Count > FrameState.ArgumentRegisters;
        bool passesOnStack = facts.Program.HasStackArguments;
        if (areOnStack && !passesOnStack && !info.Info.IsGlobal)
        {
            return rejections.Reject(Rule.GlobalParameterCount, Subject.Subprogram(subprogram), Errno.Invalid);
        }

        info.Arguments = new GlobalArgument[prototype.Count];
        if (passesOnStack && prototype.Count > MaxArguments)
        {
            return rejections.Reject(
                Rule.GlobalParameterCount, Subject.Subprogram(subprogram),
                Errno.Fault, $"kernel supports at most {MaxArguments} parameters, function {name} has {prototype.Count}");
        }

        if (areOnStack)
        {
            info.StackArgumentCount = prototype.Count - FrameState.ArgumentRegisters;
            if (info.Info.IsGlobal)
            {
                return rejections.Reject(
                    Rule.GlobalParameterCount, Subject.Subprogram(subprogram), Errno.Invalid,
                    $"global function {name} has {prototype.Count} > {FrameState.ArgumentRegisters} args, stack args not supported");
            }
        }

        Check result = CheckResult(facts, rejections, prototype.Target, isMain: subprogram == 0);
        return !result.IsOk && info.Info.IsGlobal
            ? rejections.Elaborate(result.Code, $"Global function {name}() return value not void or scalar. Only those are supported.")
            : result;
    }

    /// <summary>Functions return nothing, a number, or (except the main one) a pointer into an arena.</summary>
    private static Check CheckResult(ProgramFacts facts, RejectionSink rejections, BtfTypeId type, bool isMain)
    {
        ArgumentTag tags = ArgumentTag.None;
        if (ArgumentTags.AddTypeTags(facts, type, ref tags).Failed(out Check why))
        {
            return why;
        }

        BtfType result = facts.Types(BtfHandle.Program).SkipModifiers(type);
        bool isArenaPointer = !isMain && tags.HasFlag(ArgumentTag.Arena) && result.Kind == BtfKind.Pointer;
        bool isNothing = result.Kind == BtfKind.Void && ReturnRules.FunctionsMayReturnNoNumber(facts);
        return isArenaPointer || isNothing || result.Kind == BtfKind.Int || result.IsAnyEnum
            ? Check.Ok
            : rejections.Reject(Rule.GlobalResult, Errno.OperationNotSupported);
    }

    private static Check TypeArgument(
        ProgramFacts facts, RejectionSink rejections, SubprogramFindings info, in BtfType function, int index, BtfTypeId typeId, out GlobalArgument argument)
    {
        argument = default;
        if (ArgumentTags.Read(facts, rejections, in function, index, typeId, info.Info.IsGlobal, out ArgumentTag tags).Failed(out Check why))
        {
            return why;
        }

        BtfSpec types = facts.Types(BtfHandle.Program);
        BtfType type = types.SkipModifiers(typeId);
        if (type.Kind == BtfKind.Pointer && TryTypePointer(facts, rejections, info, index, in type, tags, out argument, out why))
        {
            return why;
        }

        if (tags != ArgumentTag.None)
        {
            return rejections.Reject(
                Rule.ArgumentTags, Subject.Argument(index + 1), Errno.Invalid, $"arg#{index} has pointer tag, but is not a pointer type");
        }

        if (type.Kind == BtfKind.Int || type.IsAnyEnum)
        {
            argument = new GlobalArgument(GlobalArgumentKind.Scalar, TypeFlags.None, 0, default, default);
            return Check.Ok;
        }

        return info.Info.IsGlobal
            ? rejections.Reject(
                Rule.GlobalArgumentType, Subject.Argument(index + 1),
                Errno.Invalid, $"Arg#{index} type {BtfKindText.Of(type.Kind)} in {types.NameOf(function)}() is not supported yet.")
            : rejections.Reject(Rule.GlobalArgumentType, Subject.Argument(index + 1), Errno.Invalid);
    }

    /// <summary>Types a pointer, or refuses it; false when it is none of the pointers that arguments may be.</summary>
    private static bool TryTypePointer(
        ProgramFacts facts, RejectionSink rejections, SubprogramFindings info, int index, in BtfType pointer, ArgumentTag tags, out GlobalArgument argument, out Check why)
    {
        BtfSpec types = facts.Types(BtfHandle.Program);
        argument = default;
        why = Check.Ok;
        if (tags.HasFlag(ArgumentTag.Context) || ProgramContextType.IsContext(facts, types, in pointer, facts.Program.ResolvedType))
        {
            argument = new GlobalArgument(GlobalArgumentKind.Context, TypeFlags.None, 0, default, default);
            why = (tags & ~ArgumentTag.Context) != 0
                ? RejectCombination(rejections, index)
                : tags == ArgumentTag.None ? Check.Ok : ProgramContextType.CheckTagged(facts, rejections, types, in pointer, index);
        }
        else if (IsDynptr(types, in pointer))
        {
            argument = new GlobalArgument(GlobalArgumentKind.Dynptr, TypeFlags.None, 0, default, default);
            why = tags != ArgumentTag.None ? RejectCombination(rejections, index) : Check.Ok;
        }
        else if (tags.HasFlag(ArgumentTag.Trusted))
        {
            why = TypeTrusted(facts, rejections, index, in pointer, tags, out argument);
        }
        else if (tags.HasFlag(ArgumentTag.Untrusted))
        {
            why = TypeUntrusted(facts, rejections, index, in pointer, tags, out argument);
        }
        else if (tags.HasFlag(ArgumentTag.Arena))
        {
            argument = new GlobalArgument(GlobalArgumentKind.Arena, TypeFlags.None, 0, default, default);
            why = tags != ArgumentTag.Arena
                ? rejections.Reject(
                    Rule.ArgumentTags, Subject.Argument(index + 1), Errno.Invalid,
                    $"arg#{index} arena cannot be combined with any other tags")
                : Check.Ok;
        }
        else if (info.Info.IsGlobal)
        {
            why = TypeMemory(facts, rejections, index, in pointer, tags, out argument);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static Check RejectCombination(RejectionSink rejections, int index) =>
        rejections.Reject(Rule.ArgumentTags, Subject.Argument(index + 1), Errno.Invalid, $"arg#{index} has invalid combination of tags");

    private static bool IsDynptr(BtfSpec types, in BtfType pointer)
    {
        BtfType target = types.SkipModifiers(pointer.Target);
        return (target.IsStructOrUnion || (target.Kind == BtfKind.Forward && !target.KindFlag)) && types.NameOf(target) == "bpf_dynptr";
    }

    private static Check TypeTrusted(ProgramFacts facts, RejectionSink rejections, int index, in BtfType pointer, ArgumentTag tags, out GlobalArgument argument)
    {
        argument = default;
        if (tags.HasFlag(ArgumentTag.NonNull))
        {
            return RejectCombination(rejections, index);
        }

        Check found = FindKernelType(facts, rejections, index, in pointer, out BtfTypeId type);
        TypeFlags flags = TypeFlags.Trusted | (tags.HasFlag(ArgumentTag.Nullable) ? TypeFlags.MaybeNull : TypeFlags.None);
        argument = new GlobalArgument(GlobalArgumentKind.BtfObject, flags, 0, BtfHandle.Vmlinux, type);
        return found;
    }

    private static Check TypeUntrusted(ProgramFacts facts, RejectionSink rejections, int index, in BtfType pointer, ArgumentTag tags, out GlobalArgument argument)
    {
        argument = default;
        if (tags != ArgumentTag.Untrusted)
        {
            return rejections.Reject(
                Rule.ArgumentTags, Subject.Argument(index + 1), Errno.Invalid,
                $"arg#{index} untrusted cannot be combined with any other tags");
        }

        BtfSpec types = facts.Types(BtfHandle.Program);
        BtfType target = types.SkipModifiers(pointer.Target);
        if (target.Kind == BtfKind.Void || IsPrimitive(types, in target))
        {
            argument = new GlobalArgument(
                GlobalArgumentKind.Memory, TypeFlags.ReadOnly | TypeFlags.Untrusted, 0, default, default);
            return Check.Ok;
        }

        if (FindKernelType(facts, rejections, index, in pointer, out BtfTypeId type).Failed(out Check why))
        {
            return why;
        }

        BtfType kernelType = facts.Types(BtfHandle.Vmlinux).Type(type);
        argument = new GlobalArgument(GlobalArgumentKind.BtfObject, TypeFlags.Untrusted, 0, BtfHandle.Vmlinux, type);
        return kernelType.IsStructOrUnion
            ? Check.Ok
            : rejections.Reject(
                Rule.GlobalArgumentType, Subject.Argument(index + 1), Errno.Invalid,
                $"arg#{index} has type {BtfKindText.Of(kernelType.Kind)} '', but only struct or primitive types are allowed");
    }

    private static Check TypeMemory(ProgramFacts facts, RejectionSink rejections, int index, in BtfType pointer, ArgumentTag tags, out GlobalArgument argument)
    {
        argument = default;
        if (tags.HasFlag(ArgumentTag.Nullable))
        {
            return RejectCombination(rejections, index);
        }

        BtfSpec types = facts.Types(BtfHandle.Program);
        BtfType target = types.SkipModifiers(pointer.Target);
        long size = types.SizeOf(target.Id);
        if (size < 0)
        {
            return rejections.Reject(
                Rule.GlobalArgumentType, Subject.Argument(index + 1), Errno.Invalid,
                $"arg#{index} reference type('{BtfKindText.Of(target.Kind)} {types.NameOf(target)}') size cannot be determined: -22");
        }

        TypeFlags flags = tags.HasFlag(ArgumentTag.NonNull) ? TypeFlags.None : TypeFlags.MaybeNull;
        argument = new GlobalArgument(GlobalArgumentKind.Memory, flags, (uint)size, default, default);
        return Check.Ok;
    }

    /// <summary>An integer of whole bytes, a power of two of them; or an enum.</summary>
    private static bool IsPrimitive(BtfSpec types, in BtfType type)
    {
        if (type.Kind != BtfKind.Int)
        {
            return type.IsAnyEnum;
        }

        BtfInteger integer = types.Integer(type);
        int bytes = integer.Bits / 8;
        return integer.Bits % 8 == 0 && integer.BitOffset == 0 && bytes <= 16 && BitOperations.IsPow2(bytes);
    }

    /// <summary>The one kernel type that a pointer's target names, flavour suffixes aside.</summary>
    private static Check FindKernelType(ProgramFacts facts, RejectionSink rejections, int index, in BtfType pointer, out BtfTypeId type)
    {
        BtfSpec types = facts.Types(BtfHandle.Program);
        BtfType target = types.SkipModifiers(pointer.Target);
        string name = types.NameOf(target);
        string what = $"arg#{index} reference type('{BtfKindText.Of(target.Kind)} {(name.Length == 0 ? "(anon)" : name)}')";
        type = default;
        if (name.Length == 0)
        {
            return rejections.Reject(Rule.GlobalArgumentType, Subject.Type(name), Errno.Invalid, $"{what} candidate matching error: -22");
        }

        int matches = Count(facts.Types(BtfHandle.Vmlinux), target.Kind, name, ref type);
        if (matches > 1)
        {
            return rejections.Reject(Rule.GlobalArgumentType, Subject.Type(name), Errno.NoProcess, $"{what} is ambiguous");
        }

        return matches == 1 ? Check.Ok : RejectUnmatched(facts.Program, rejections, what, target.Kind, name);
    }

    private static Check RejectUnmatched(ProgramUnderTest program, RejectionSink rejections, string what, BtfKind kind, string name)
    {
        BtfTypeId unused = default;
        int matches = 0;
        for (int i = 1; i < program.Request.KernelTypes.Length; i++)
        {
            matches += Count(program.Request.KernelTypes[i], kind, name, ref unused);
        }

        return matches switch
        {
            0 => rejections.Reject(Rule.GlobalArgumentType, Subject.Type(name), Errno.NoEntry, $"{what} has no matches"),
            1 => rejections.Reject(
                Rule.GlobalArgumentType, Subject.Type(name), Errno.OperationNotSupported,
                $"{what} points to kernel module type (unsupported)"),
            _ => rejections.Reject(Rule.GlobalArgumentType, Subject.Type(name), Errno.NoProcess, $"{what} is ambiguous"),
        };
    }

    private static int Count(BtfSpec types, BtfKind kind, string name, ref BtfTypeId found)
    {
        IReadOnlyList<BtfTypeId> candidates = types.FindFlavors(name.AsSpan(0, Flavor.EssentialLength(name)));
        int count = 0;
        for (int i = 0; i < candidates.Count; i++)
        {
            if (types.Type(candidates[i]).Kind == kind)
            {
                found = candidates[i];
                count++;
            }
        }

        return count;
    }
}
