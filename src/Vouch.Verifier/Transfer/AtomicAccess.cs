using Vouch.Bytecode.Isa;
using Vouch.Verifier.Memory;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>Atomic read-modify-write, load-acquire and store-release.</summary>
internal static class AtomicAccess
{
    public static Check Execute(Session session, Instruction insn)
    {
        switch (insn.Immediate)
        {
            case AtomicOperation.Add or AtomicOperation.Add | AtomicOperation.Fetch:
            case AtomicOperation.And or AtomicOperation.And | AtomicOperation.Fetch:
            case AtomicOperation.Or or AtomicOperation.Or | AtomicOperation.Fetch:
            case AtomicOperation.Xor or AtomicOperation.Xor | AtomicOperation.Fetch:
            case AtomicOperation.Exchange or AtomicOperation.CompareExchange:
                return ReadModifyWrite(session, insn);
            case AtomicOperation.LoadAcquire:
                return LoadAcquire(session, insn);
            case AtomicOperation.StoreRelease:
                return StoreRelease(session, insn);
            default:
                return session.Reject(Rule.Opcode, Errno.Invalid, $"BPF_ATOMIC uses invalid atomic opcode {insn.Immediate:x2}");
        }
    }

    private static Check LoadAcquire(Session session, Instruction insn)
    {
        if (!session.MemoryRules.TestsAtomicLoadsFirst)
        {
            Check outcome = LoadStore.LoadAcquire(session, insn);
            return outcome.IsOk ? RequireAllowedLoad(session, insn, mayFault: true) : outcome;
        }

        return OperandRules.RequireReadable(session.Path, session.Rejections, insn.Source).Failed(out Check why) ||
            RequireAllowedLoad(session, insn, mayFault: false).Failed(out why)
                ? why
                : LoadStore.LoadAcquire(session, insn);
    }

    private static Check RequireAllowedLoad(Session session, Instruction insn, bool mayFault)
    {
        RegisterType type = session.Path.Registers[insn.Source].Type;
        return IsAllowedOn(type, insn) && (mayFault || type.Kind == RegisterKind.Arena || !PointerTrust.MayFault(type))
            ? Check.Ok
            : session.Reject(
                Rule.AtomicMemory, Subject.Register(insn.Source),
                Errno.AccessDenied, $"BPF_ATOMIC loads from R{insn.Source} {RegisterTypeText.Of(type)} is not allowed");
    }

    private static Check StoreRelease(Session session, Instruction insn)
    {
        Check outcome = LoadStore.Store(session, insn, requiresAlignment: true);
        return outcome.IsOk ? RequireAllowedStore(session, insn) : outcome;
    }

    private static Check ReadModifyWrite(Session session, Instruction insn)
    {
        if (insn.AccessSize is not (4 or 8))
        {
            return session.Reject(Rule.AtomicSize, Errno.Invalid, "invalid atomic operand size");
        }

        if (RequireOperands(session, insn).Failed(out Check why) || RequireAllowedStore(session, insn).Failed(out why))
        {
            return why;
        }

        int loaded = LoadedRegister(insn);
        if (loaded >= 0 && OperandRules.RequireWritableUnknown(session.Path, session.Permissions, session.Rejections, loaded).Failed(out why))
        {
            return why;
        }

        MemoryOperation read = new(insn.Destination, insn.Offset, insn.AccessSize, AccessKind.Read, -1) { RequiresAlignment = true };
        if (MemoryAccess.Perform(session, read).Failed(out why) ||
            (loaded >= 0 && MemoryAccess.Perform(session, read with { ValueRegister = loaded }).Failed(out why)))
        {
            return why;
        }

        RegisterType type = session.Path.Registers[insn.Destination].Type;
        bool isNoted = type.Kind == RegisterKind.Arena || session.MemoryRules.RemembersAtomicPointers;
        return isNoted && PointerTypeNotes.Note(session, type, mergesTrust: false).Failed(out why)
            ? why
            : MemoryAccess.Perform(session, read with { Kind = AccessKind.Write });
    }

    private static Check RequireOperands(Session session, Instruction insn)
    {
        if (OperandRules.RequireReadable(session.Path, session.Rejections, insn.Source).Failed(out Check why) ||
            OperandRules.RequireReadable(session.Path, session.Rejections, insn.Destination).Failed(out why))
        {
            return why;
        }

        if (insn.Immediate == AtomicOperation.CompareExchange)
        {
            if (OperandRules.RequireReadable(session.Path, session.Rejections, 0).Failed(out why) || RequireNoLeak(session, 0).Failed(out why))
            {
                return why;
            }
        }

        return RequireNoLeak(session, insn.Source);
    }

    private static Check RequireNoLeak(Session session, int register) =>
        OperandRules.IsSecretPointer(session.Permissions, session.Path.Registers[register])
            ? session.Reject(Rule.PointerLeak, Subject.Register(register), Errno.AccessDenied, $"R{register} leaks addr into mem")
            : Check.Ok;

    private static Check RequireAllowedStore(Session session, Instruction insn)
    {
        RegisterType type = session.Path.Registers[insn.Destination].Type;
        return IsAllowedOn(type, insn)
            ? Check.Ok
            : session.Reject(
                Rule.AtomicMemory, Subject.Register(insn.Destination),
                Errno.AccessDenied, $"BPF_ATOMIC stores into R{insn.Destination} {RegisterTypeText.Of(type)} is not allowed");
    }

    private static bool IsAllowedOn(RegisterType type, Instruction insn) => type.Kind switch
    {
        RegisterKind.Context or RegisterKind.FlowKeys => false,
        RegisterKind.Packet or RegisterKind.PacketMeta => false,
        RegisterKind.Socket or RegisterKind.SocketCommon or RegisterKind.TcpSocket or RegisterKind.XdpSocket => false,
        RegisterKind.Arena => HasArenaForm(insn),
        _ => true,
    };

    /// <summary>The x86-64 compiler has no arena form of the fetching and, or, xor: those are loops around a compare-exchange.</summary>
    private static bool HasArenaForm(Instruction insn) => insn.Immediate is not
        (AtomicOperation.And | AtomicOperation.Fetch or AtomicOperation.Or | AtomicOperation.Fetch or AtomicOperation.Xor | AtomicOperation.Fetch);

    /// <summary>The register that receives the old value, or -1.</summary>
    private static int LoadedRegister(Instruction insn) =>
        insn.Immediate == AtomicOperation.CompareExchange ? 0
        : (insn.Immediate & AtomicOperation.Fetch) != 0 ? insn.Source
        : -1;
}
