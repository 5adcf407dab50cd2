using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Policy;

/// <summary>What a load from the context leaves in the register.</summary>
/// <param name="Type">The register's type.</param>
/// <param name="Btf">BTF objects: the BTF of <paramref name="BtfType"/>.</param>
/// <param name="BtfType">BTF objects: the struct.</param>
/// <param name="ReferenceId">BTF objects: the reference that the program was given with it, or 0.</param>
/// <param name="Range">Scalars: the values it may have, when known.</param>
internal readonly record struct ContextValue(
    RegisterType Type, BtfHandle Btf = default, BtfTypeId BtfType = default, uint ReferenceId = 0, ReturnRange? Range = null);

/// <summary>Contexts that are the arguments of a kernel function: its BTF prototype types them.</summary>
internal static class BtfContext
{
    /// <summary>The arguments of a function whose prototype is not known, all plain numbers.</summary>
    private const int DefaultArguments = 5;

    /// <summary>Whether the bytes may be accessed, and what a load of them gives. Why not is logged.</summary>
    /// <param name="facts">What is known of the program.</param>
    /// <param name="findings">What exploration found out.</param>
    /// <param name="rejections">Where a rejection goes.</param>
    /// <param name="offset">Bytes from the start of the context.</param>
    /// <param name="size">Bytes accessed.</param>
    /// <param name="value">What is loaded.</param>
    public static bool TryAccess(ProgramFacts facts, ExplorationFindings findings, RejectionSink rejections, int offset, int size, out ContextValue value)
    {
        value = new ContextValue(RegisterType.Scalar);
        AttachPoint? point = facts.AttachPoint;
        string name = point?.Name ?? "";
        if (offset % 8 != 0)
        {
            return Refuse(rejections, $"func '{name}' offset {offset} is not multiple of 8");
        }

        ArgumentSlot slot = Locate(facts, point, offset);
        if (slot.Index > slot.Count || (slot.Index == slot.Count && !HasResult(facts.Program)))
        {
            return Refuse(rejections, $"func '{name}' doesn't have {slot.Index + 1}-th argument");
        }

        if (slot.Index == slot.Count && !AllowsResult(facts, rejections, point, ref value))
        {
            return false;
        }

        if (point?.Prototype is not { } prototype)
        {
            return slot.Index < slot.Count || facts.Program.AttachType != AttachType.ModifyReturn;
        }

        BtfSpec types = facts.Types(point.Btf);
        bool isResult = slot.Index == slot.Count;
        BtfParameter parameter = isResult ? default : types.Parameter(prototype, slot.Index + (point.IsTracepoint ? 1 : 0));
        BtfType type = types.SkipModifiers(isResult ? prototype.Target : parameter.Type);
        if ((type.Kind == BtfKind.Int && type.Size <= 8) || type.IsAnyEnum || type.IsStructOrUnion)
        {
            return true;
        }

        if (type.Kind != BtfKind.Pointer)
        {
            string typeName = type.NameOffset == 0 ? "(anon)" : types.NameOf(type);
            return Refuse(
                rejections,
                $"func '{name}' arg{slot.Index} '{typeName}' has type {BtfKindText.Of(type.Kind)}. Only pointer access is allowed");
        }

        if (size != 8)
        {
            return Refuse(rejections, $"func '{name}' size {size} must be 8");
        }

        return TryPointer(facts, findings, rejections, point, new PointerArgument(type, slot.Index, offset, types.String(parameter.NameOffset)), ref value);
    }

    /// <summary>Where an offset lies among the arguments; arguments of more than eight bytes take several slots.</summary>
    private static ArgumentSlot Locate(ProgramFacts facts, AttachPoint? point, int offset)
    {
        if (point?.Prototype is not { } prototype)
        {
            return new ArgumentSlot(offset / 8, DefaultArguments);
        }

        // Offsets count every parameter of the prototype, also the one of tracepoints that programs do not see: there
        // the result is one slot further, but has no meaning.
        BtfSpec types = facts.Types(point.Btf);
        int hidden = point.IsTracepoint ? 1 : 0;
        uint end = 0;
        for (int i = 0; i < prototype.Count; i++)
        {
            end += SlotBytes(types, types.Parameter(prototype, i).Type);
            if (unchecked((uint)offset) < end)
            {
                return new ArgumentSlot(i, prototype.Count - hidden);
            }
        }

        end += SlotBytes(types, prototype.Target);
        int index = unchecked((uint)offset) < end ? prototype.Count : prototype.Count + 1;
        return new ArgumentSlot(index, prototype.Count - hidden);
    }

    private static uint SlotBytes(BtfSpec types, BtfTypeId id)
    {
        BtfType type = types.SkipModifiers(id);
        return type.Kind == BtfKind.Pointer ? 8 : (type.SizeOrType + 7) & ~7u;
    }

    /// <summary>Programs that run after the function, or in its place, see its result behind the arguments.</summary>
    private static bool HasResult(ProgramUnderTest program) => program.AttachType is AttachType.LsmMac or AttachType.LsmCgroup
        or AttachType.TraceFexit or AttachType.TraceFsession or AttachType.ModifyReturn;

    private static bool AllowsResult(ProgramFacts facts, RejectionSink rejections, AttachPoint? point, ref ContextValue value)
    {
        if (point?.Prototype is not { } prototype)
        {
            return true;
        }

        BtfSpec types = facts.Types(point.Btf);
        switch (facts.Program.AttachType)
        {
            case AttachType.LsmMac when facts.Program.Type == ProgramType.Lsm:
                value = value with { Range = facts.Program.Kernel.ReturnRanges.ForHook(point.Name, prototype.Target.IsVoid) };
                return true;
            case AttachType.ModifyReturn:
                BtfType result = types.SkipModifiers(prototype.Target);
                return (result.Kind == BtfKind.Int && result.Size <= 8)
                    || Refuse(rejections, $"ret type {BtfKindText.Of(result.Kind)} not allowed for fmod_ret");
            default:
                return true;
        }
    }

    private static bool TryPointer(ProgramFacts facts, ExplorationFindings findings, RejectionSink rejections, AttachPoint point, in PointerArgument argument, ref ContextValue value)
    {
        BtfSpec types = facts.Types(point.Btf);
        BtfType target = types.SkipModifiers(argument.Type.Target);
        bool isNumber = facts.Program.Kernel.Rules.Memory.TakesOtherPointersForNumbers
            ? !target.IsStructOrUnion
            : target.Kind is BtfKind.Void or BtfKind.Int;
        uint[] references = findings.ArgumentReferences;
        for (int i = 0; i < point.Arguments.Length; i++)
        {
            TypedArgument typed = point.Arguments[i];
            bool isPlain = typed.Type.Kind == RegisterKind.Arena || (typed.Type.Kind == RegisterKind.Buffer && typed.Type.MayBeNull);
            if (typed.Offset == argument.Offset && (!isNumber || isPlain))
            {
                value = new ContextValue(typed.Type, typed.Btf, typed.BtfType, i < references.Length ? references[i] : 0);
                return isPlain || !typed.BtfType.IsVoid
                    || Refuse(rejections, $"invalid btf_id for context argument offset {argument.Offset}");
            }
        }

        // Pointers to anything else are mere numbers: how far one might read through them is not known.
        return isNumber || TryStructPointer(facts, rejections, point, argument, ref value);
    }

    private static bool TryStructPointer(ProgramFacts facts, RejectionSink rejections, AttachPoint point, in PointerArgument argument, ref ContextValue value)
    {
        TypeFlags flags = ArgumentTrust.IsTrusted(facts) ? TypeFlags.Trusted : TypeFlags.None;
        if (AttachPointReader.HasSuffix(argument.Name, "__nullable"))
        {
            flags |= TypeFlags.MaybeNull;
        }

        bool mayBeError = false;
        if (point.IsTracepoint)
        {
            flags |= ArgumentTrust.OfTracepoint(facts.Program, point, argument.Index, out mayBeError);
        }

        if (facts.Program.Target?.Program is { } target)
        {
            return TryContextOfTarget(facts, point, target, argument.Type, flags, ref value);
        }

        BtfSpec types = facts.Types(point.Btf);
        if (!BtfTypeTags.TryFollow(types, argument.Type, TypeFlags.User | TypeFlags.Percpu, BtfTypeTags.AreAllRead(facts), out TypeFlags tags, out BtfType pointee))
        {
            return Refuse(rejections, $"func '{point.Name}' arg{argument.Index} type PTR has multiple type tags");
        }

        if (!pointee.IsStructOrUnion)
        {
            return Refuse(rejections, $"func '{point.Name}' arg{argument.Index} type {BtfKindText.Of(pointee.Kind)} is not a struct");
        }

        string typeName = pointee.NameOffset == 0 ? "(anon)" : types.NameOf(pointee);
        rejections.Log.Write(
            $"func '{point.Name}' arg{argument.Index} has btf_id {pointee.Id} type {BtfKindText.Of(pointee.Kind)} '{typeName}'\n");
        if (mayBeError)
        {
            rejections.Log.Write($"marking pointer arg{argument.Index} as scalar as it may encode error");
            return true;
        }

        value = new ContextValue(new RegisterType(RegisterKind.BtfObject, flags | tags), point.Btf, pointee.Id);
        return ArgumentTrust.TryPromote(facts, ref value);
    }

    /// <summary>The context of a program that this one attaches to is what the kernel has behind it.</summary>
    private static bool TryContextOfTarget(
        ProgramFacts facts, AttachPoint point, LoadRequest target, in BtfType pointer, TypeFlags flags, ref ContextValue value)
    {
        ProgramType type = target.ProgramType == ProgramType.Ext && target.Target?.Program is { } extended
            ? extended.ProgramType
            : target.ProgramType;
        if (!ProgramContextType.IsContext(facts, facts.Types(point.Btf), pointer, type) ||
            facts.Program.Kernel.ProgramTypes.Find(type)?.KernelContext is not { } name ||
            facts.Types(BtfHandle.Vmlinux).Find(name, BtfKind.Struct) is not { } context)
        {
            return false;
        }

        value = new ContextValue(new RegisterType(RegisterKind.BtfObject, flags), BtfHandle.Vmlinux, context);
        return true;
    }

    private static bool Refuse(RejectionSink rejections, string message)
    {
        _ = rejections.Reject(Rule.ContextArgument, Errno.AccessDenied, message);
        return false;
    }

    private readonly record struct ArgumentSlot(int Index, int Count);

    private readonly record struct PointerArgument(BtfType Type, int Index, int Offset, string Name);
}
