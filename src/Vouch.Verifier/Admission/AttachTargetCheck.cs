using System;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.Policy;

namespace Vouch.Verifier.Admission;

/// <summary>Whether a target is of the kind that the attach type needs, and can be called around as the program wants.</summary>
internal static class AttachTargetCheck
{
    // What the trampoline keeps of a return value.
    private const long MaxReturnSize = 8;

    public static Check Check(Session session, AttachTarget target, in BtfType type) => session.Program.AttachType switch
    {
        { } unknown when (int)unknown >= session.Program.Kernel.ProgramTypes.AttachTypeCount => session.Reject(Rule.AttachTarget, Errno.Invalid),
        AttachType.TraceRawTp => CheckTracepoint(session, target, type),
        AttachType.TraceIter => CheckIterator(session, target, type),
        AttachType.ModifyReturn or AttachType.LsmMac or AttachType.LsmCgroup or AttachType.TraceFentry or AttachType.TraceFexit
            or AttachType.TraceFsession or AttachType.TraceFentryMulti or AttachType.TraceFexitMulti or AttachType.TraceFsessionMulti =>
            CheckFunction(session, target, type),
        _ when session.Program.Type == ProgramType.Ext => CheckFunction(session, target, type),
        _ => session.Reject(Rule.AttachTarget, Errno.Invalid),
    };

    private static Check CheckTracepoint(Session session, AttachTarget target, in BtfType type)
    {
        if (target.Program is not null)
        {
            return session.Reject(Rule.AttachProgram, Errno.Invalid, "Only FENTRY/FEXIT/FSESSION progs are attachable to another BPF prog");
        }

        if (type.Kind != BtfKind.Typedef)
        {
            return session.Reject(Rule.AttachTarget, Errno.Invalid, $"attach_btf_id {type.Id} is not a typedef");
        }

        string name = target.Types.NameOf(type);
        if (!name.StartsWith(AttachTables.TracepointPrefix, StringComparison.Ordinal))
        {
            return session.Reject(Rule.AttachTarget, Errno.Invalid, $"attach_btf_id {type.Id} points to wrong type name {name}");
        }

        name = name[AttachTables.TracepointPrefix.Length..];
        return session.Program.IsSleepable && !session.Program.Kernel.Attach.IsFaultableTracepoint(name)
            ? session.Reject(
                Rule.AttachSleepable, Subject.Function(name), Errno.Invalid,
                $"Sleepable program cannot attach to non-faultable tracepoint {name}")
            : Vouch.Verifier.Check.Ok;
    }

    private static Check CheckIterator(Session session, AttachTarget target, in BtfType type)
    {
        if (type.Kind != BtfKind.Function)
        {
            return session.Reject(Rule.AttachTarget, Errno.Invalid, $"attach_btf_id {type.Id} is not a function");
        }

        return AttachPrototype.Check(session, target.Types, target.Types.Type(type.Target), target.Types.NameOf(type));
    }

    private static Check CheckFunction(Session session, AttachTarget target, in BtfType type)
    {
        if (type.Kind != BtfKind.Function)
        {
            return session.Reject(Rule.AttachTarget, Errno.Invalid, $"attach_btf_id {type.Id} is not a function");
        }

        if (session.Program.Type == ProgramType.Ext && AttachTypeMatch.Check(session, target.Types, type).Failed(out Check why))
        {
            return why;
        }

        if (AttachPointReader.PrototypeOf(session.Facts, target) is { } prototype)
        {
            string name = target.Types.NameOf(type);
            if (AttachPrototype.Check(session, target.Types, prototype, name).Failed(out why))
            {
                return why;
            }

            if (AttachPrototype.SizeOf(target.Types, prototype.Target, out _) > MaxReturnSize && KeepsReturnValue(session.Program.AttachType))
            {
                return session.Reject(
                    Rule.AttachReturn, Subject.Function(name), Errno.OperationNotSupported,
                    $"Attach to function {name} with a >8 byte return value is not supported for this attach type");
            }
        }

        // What a module's BTF describes is taken to have an address: there is no list of modules' symbols.
        string function = target.Types.NameOf(type);
        bool isOfKernel = target.Program is null && type.Id.Value < (target.Types.Base ?? target.Types).TypeLimit;
        return !isOfKernel || session.Program.AttachType.AttachesToMany() || session.Program.Kernel.Symbols.Places(function)
            ? CheckInfluence(session, target, function)
            : session.Reject(
                Rule.AttachTarget, Subject.Function(function), Errno.NoEntry, $"The address of function {function} cannot be found");
    }

    private static bool KeepsReturnValue(AttachType attachType) =>
        attachType is AttachType.ModifyReturn or AttachType.TraceFexit or AttachType.TraceFsession
            or AttachType.TraceFexitMulti or AttachType.TraceFsessionMulti;

    /// <summary>Sleeping in a function, or replacing its return value, is for those that were made for it.</summary>
    private static Check CheckInfluence(Session session, AttachTarget target, string name)
    {
        if (session.Program.IsSleepable)
        {
            return MaySleepIn(session, target, name) ? Vouch.Verifier.Check.Ok : session.Reject(
                Rule.AttachSleepable, Subject.Function(name), Errno.Invalid, $"{name} is not sleepable");
        }

        if (session.Program.AttachType != AttachType.ModifyReturn)
        {
            return Vouch.Verifier.Check.Ok;
        }

        if (target.Program is not null)
        {
            return session.Reject(Rule.AttachReturn, Errno.Invalid, "can't modify return codes of BPF programs");
        }

        return session.Program.Kernel.Kfuncs.FindModifiable(target.Types.Name, name) is not null || session.Program.Kernel.Attach.IsModifiableFunction(name)
            ? Vouch.Verifier.Check.Ok
            : session.Reject(Rule.AttachReturn, Subject.Function(name), Errno.Invalid, $"{name}() is not modifiable");
    }

    private static bool MaySleepIn(Session session, AttachTarget target, string name) => session.Program.Type switch
    {
        // Whether each function lets programs sleep is asked when they are named.
        ProgramType.Tracing when session.Program.AttachType.AttachesToMany() => true,
        ProgramType.Tracing => target.Program is null && (session.Program.Kernel.Attach.IsSleepableFunction(name)
            || (session.Program.Kernel.Kfuncs.FindModifiable(target.Types.Name, name) is { } flags && (flags & KfuncFlags.Sleepable) != 0)),
        ProgramType.Lsm => session.Program.Kernel.Attach.SleepableHooks.Contains(name),
        _ => false,
    };
}
