using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>How far the context may be moved, and whether calls may take it for memory.</summary>
internal static class ContextPointers
{
    /// <summary>The context of programs of type syscall is plain memory of up to this many bytes.</summary>
    private const uint MaxPlainContext = ushort.MaxValue;

    /// <summary>The pointer of a load or store has an offset that it may have.</summary>
    public static Check RequireOffset(in Access access)
    {
        ProgramTypeFacts? facts = FactsOf(access.Session);
        bool mayMove = MayMove(access.Session);
        if (mayMove && facts is { AllowsVariableContextOffset: true })
        {
            return RegionBounds.Require(
                access.Session, access.Pointer, access.Place, access.Offset, access.Size, MaxPlainContext, zeroSizeAllowed: false);
        }

        // An access that is rewritten for the kernel's own struct must be found by its offset in the instruction.
        bool isRewritten = facts is not { RewritesContextAccess: false };
        return Pointers.RequireUnmodified(access.Session, access.Pointer, access.Place, fixedOffsetAllowed: mayMove && !isRewritten);
    }

    /// <summary>Where the context may not be moved, even a context without fields is accessed aligned.</summary>
    public static bool IsMisaligned(in Access access, int offset) =>
        offset % access.Size != 0 && FactsOf(access.Session) is { AllowsVariableContextOffset: true } && !MayMove(access.Session);

    /// <summary>Helpers name the context among the memory that they take.</summary>
    public static bool IsMemoryOfHelpers(Session session) => MayMove(session);

    /// <summary>The context may be passed on moved, as the memory that it is.</summary>
    public static bool IsPlainMemory(Session session) => session.Program.ResolvedType == ProgramType.Syscall && MayMove(session);

    /// <summary>Some calls can use the context as memory.</summary>
    public static bool IsMemoryOfCalls(Session session) =>
        MayMove(session) ? IsPlainMemory(session) : FactsOf(session) is { RewritesContextAccess: false };

    /// <summary>A call uses the context as memory.</summary>
    /// <param name="session">The session.</param>
    /// <param name="place">Where the pointer is.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="kind">Read or write.</param>
    /// <param name="zeroSizeAllowed">No bytes at all are fine.</param>
    public static Check RequireForCall(Session session, ArgumentPlace place, int size, AccessKind kind, bool zeroSizeAllowed)
    {
        RegisterState pointer = place.In(session.Path.Frame);
        if (MayMove(session))
        {
            return RegionBounds.Require(session, pointer, place, pointer.FixedOffset, size, MaxPlainContext, zeroSizeAllowed);
        }

        if (size == 0)
        {
            return zeroSizeAllowed ? Check.Ok : session.Reject(Rule.EmptyRead, place.Subject, Errno.AccessDenied);
        }

        return MemoryAccess.Perform(session, new MemoryOperation(place, size - 1, 1, kind, -1));
    }

    private static ProgramTypeFacts? FactsOf(Session session) => session.Program.Kernel.ProgramTypes.Find(session.Program.ResolvedType);

    private static bool MayMove(Session session) => session.MemoryRules.MovesContexts;
}
