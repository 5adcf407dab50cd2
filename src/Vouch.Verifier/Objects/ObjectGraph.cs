using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>
/// Kernel objects and what is derived from them. The only code that hands out object ids, sets parents, acquires and releases
/// references and invalidates what was derived.
/// </summary>
/// <remarks>
/// What names what, and how far the end of an object reaches, is for the session's <see cref="Models.ObjectRules"/> to say. There is no
/// table of objects besides the references: what is derived from an object is found in the registers and stack slots that hold it.
/// </remarks>
internal static partial class ObjectGraph
{
    /// <summary>A new pointer reference acquired by an instruction; its id.</summary>
    /// <param name="session">The session.</param>
    /// <param name="instruction">What leak messages name.</param>
    /// <param name="parent">The object whose end would end this one too; 0 for none.</param>
    public static uint Acquire(Session session, int instruction, uint parent = 0)
    {
        uint id = session.Path.NextId();
        session.Path.State.AddReference(new Reference(
            ReferenceKind.Pointer, id, instruction, parent, LockOwner.None, Callback: session.CallbackFrames.AcquiringIn(session.Path.State)));
        return id;
    }

    /// <summary>A reference that no register names, acquired by the current instruction for a dynptr and its clones.</summary>
    public static uint AcquireAnchor(Session session, uint parent)
    {
        uint id = Acquire(session, session.Path.InstructionIndex, parent);
        session.Recorder?.NoteAnchor(id);
        return id;
    }

    /// <summary>The id names a live pointer reference.</summary>
    public static bool IsReferenced(VerifierState state, uint id) => IndexOf(state, id) >= 0;

    /// <summary>The register holds an object that must be released.</summary>
    public static bool IsReferenced(Session session, in RegisterState register) =>
        IsReferenced(session.Path.State, LifetimeOf(session, register));

    /// <summary>What a release of the object in a register ends: the object, or the anchor or reference that it shares with others.</summary>
    public static uint LifetimeOf(Session session, in RegisterState register) =>
        session.ObjectRules.LifetimeOf(session.Path.State, register);

    /// <summary>Takes a pointer reference off the list, which a callback may do only with its own; nothing when there is none.</summary>
    private static Check TakeReference(Session session, uint id)
    {
        VerifierState state = session.Path.State;
        int index = IndexOf(state, id);
        if (index < 0)
        {
            return Check.Ok;
        }

        Check outcome = RequireAcquiredHere(session, state.References[index]);
        if (outcome.IsOk)
        {
            state.RemoveReferenceAt(index);
        }

        return outcome;
    }

    /// <summary>What is about to be given back was acquired by the same run of the same callback, or outside of any.</summary>
    public static Check RequireAcquiredHere(Session session, in Reference reference)
    {
        if (reference.Callback == session.CallbackFrames.AcquiringIn(session.Path.State))
        {
            return Check.Ok;
        }

        Instruction call = session.Program.Instructions[session.Path.InstructionIndex];
        string function = call.IsKfuncCall
            ? $"kfunc {KfuncDescription.NameOf(session.Program, call)}#{call.Immediate}"
            : $"func {session.Program.Kernel.Helpers.NameOf(call.Immediate)}#{call.Immediate}";
        return session.Reject(Rule.NotOwned, Subject.Register(1), Errno.Invalid, $"{function} reference has not been acquired before");
    }

    /// <summary>Forgets a pointer reference without ending what was derived from it: the pointer turned out to be null.</summary>
    public static void DropReference(VerifierState state, uint id)
    {
        int index = IndexOf(state, id);
        if (index >= 0)
        {
            state.RemoveReferenceAt(index);
        }
    }

    /// <summary>A stack object (dynptr, iterator, irq flag) is about to be overwritten by a plain store to a slot.</summary>
    /// <remarks>Iterators and irq flags go silently: what they stood for can then never be given back, which shows at the program's end.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Check BeforeOverwrite(Session session, FrameState frame, int slot) =>
        frame.Stack.Types(slot)[7] == SlotType.Dynptr ? DynptrSlots.BeforeOverwrite(session, frame, slot) : Check.Ok;

    /// <summary>What may no longer be used: an unknown number, or unreadable for those who may not see what it was.</summary>
    public static void Invalidate(Session session, ref RegisterState register)
    {
        if (session.Permissions.AllowsPointerLeaks)
        {
            register.MarkUnknown(session.Permissions.IsBpfCapable);
        }
        else
        {
            register.MarkNotInitialized(session.Permissions.IsBpfCapable);
        }
    }

    /// <summary>The place of a pointer reference on the list; negative for none.</summary>
    public static int IndexOf(VerifierState state, uint id)
    {
        for (int i = 0; i < state.ReferenceCount; i++)
        {
            if (state.References[i].Kind == ReferenceKind.Pointer && state.References[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }
}
