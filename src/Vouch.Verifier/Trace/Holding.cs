using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Kernel;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Trace;

/// <summary>A register, slot or argument that names an object, without the words for it.</summary>
/// <param name="Place">Where.</param>
/// <param name="Id">The object's id, or 0.</param>
/// <param name="ParentId">What its end hangs on, or 0.</param>
/// <param name="Type">What it is there.</param>
/// <param name="Btf">Kernel structs and iterators: whose type.</param>
/// <param name="BtfType">Kernel structs and iterators: which.</param>
/// <param name="Slot">What the stack slot holds; <see cref="SlotType.Invalid"/> for registers.</param>
internal readonly record struct Holding(
    ObjectPlace Place, uint Id, uint ParentId, RegisterType Type, BtfHandle Btf, BtfTypeId BtfType, SlotType Slot)
{
    /// <summary>The object itself lies in the place.</summary>
    public bool IsResident => Slot is SlotType.Dynptr or SlotType.Iterator or SlotType.IrqFlag;

    /// <summary>Appends what a state's places hold, frame after frame, registers before stack.</summary>
    /// <param name="state">The state.</param>
    /// <param name="holdings">Where to append.</param>
    public static void Collect(VerifierState state, List<Holding> holdings)
    {
        for (int i = 0; i <= state.CurrentFrame; i++)
        {
            FrameState frame = state.ReadFrame(i);
            for (int register = 0; register < FrameState.RegisterCount; register++)
            {
                AddPointer(holdings, state, new ObjectPlace(PlaceKind.Register, i, register), frame.Registers[register], SlotType.Invalid);
            }

            for (int slot = 0; slot < frame.StackSlotCount; slot++)
            {
                AddSlot(holdings, state, new ObjectPlace(PlaceKind.Stack, i, -8 * (slot + 1)), frame.Stack[slot]);
            }

            for (int argument = 0; argument < frame.OutgoingArgumentCount; argument++)
            {
                AddPointer(
                    holdings, state, new ObjectPlace(PlaceKind.StackArgument, i, argument + 6), frame.OutgoingArguments[argument], SlotType.Invalid);
            }
        }
    }

    /// <summary>What a call has just put into R0; false when that is no object.</summary>
    public static bool TryReadResult(VerifierState state, out Holding result)
    {
        List<Holding> holdings = [];
        AddPointer(holdings, state, new ObjectPlace(PlaceKind.Register, state.CurrentFrame, 0), state.Registers[0], SlotType.Invalid);
        result = holdings.Count == 0 ? default : holdings[0];
        return holdings.Count > 0;
    }

    private static void AddSlot(List<Holding> holdings, VerifierState state, ObjectPlace place, StackSlot slot)
    {
        ref readonly RegisterState content = ref slot.Spilled;
        switch (slot.Kind)
        {
            case SlotType.Spill:
                AddPointer(holdings, state, place, content, SlotType.Spill);
                break;
            case SlotType.Dynptr when content.IsFirstDynptrSlot:
            case SlotType.Iterator or SlotType.IrqFlag when (content.Id | content.ParentId) != 0:
                holdings.Add(new Holding(place, content.Id, content.ParentId, content.Type, content.Btf, content.BtfType, slot.Kind));
                break;
            default:
                break;
        }
    }

    private static void AddPointer(List<Holding> holdings, VerifierState state, ObjectPlace place, in RegisterState register, SlotType slot)
    {
        (uint id, uint parent) = state.Objects == ObjectModel.Legacy ? LegacyNode(register) : (register.Id, register.ParentId);
        if ((id | parent) != 0 && CanBeObject(register.Type.Kind))
        {
            bool isStruct = register.Type.Kind == RegisterKind.BtfObject;
            holdings.Add(new Holding(
                place, id, parent, register.Type,
                isStruct ? register.Btf : default, isStruct ? register.BtfType : default, slot));
        }
    }

    /// <summary>
    /// The legacy model has no tree, but names that make one: a slice hangs on its dynptr, an element on its iterator, a cast that may be
    /// null on the reference that it shares; and an owner is what its reference stands for, as is a cast once it is not null.
    /// </summary>
    private static (uint Id, uint Parent) LegacyNode(in RegisterState register)
    {
        bool isMemory = register.Type.Kind == RegisterKind.Memory && !register.Type.Has(TypeFlags.RingbufMemory);
        return isMemory && register.SlicedDynptr != 0 ? (register.Id, register.SlicedDynptr)
            : isMemory || register.ReferenceId == 0 || (register.Type.MayBeNull && register.Id != register.ReferenceId)
                ? (register.Id, register.ReferenceId)
            : (register.ReferenceId, 0);
    }

    /// <summary>Scalars have ids that link them, packet and stack pointers ids of their bounds: those are no objects.</summary>
    private static bool CanBeObject(RegisterKind kind) => kind is RegisterKind.MapValue or RegisterKind.Socket or RegisterKind.SocketCommon
        or RegisterKind.TcpSocket or RegisterKind.XdpSocket or RegisterKind.BtfObject or RegisterKind.Memory or RegisterKind.Buffer
        or RegisterKind.Dynptr;

    /// <summary>The object's kind in one word.</summary>
    /// <param name="session">The session, for names of types.</param>
    /// <param name="parentKind">The kind of its parent; null for none.</param>
    public string KindWord(Session session, string? parentKind) => Slot switch
    {
        SlotType.Dynptr => ObjectWords.Dynptr,
        SlotType.Iterator => ObjectWords.Iterator + RegisterTypeText.IteratorName(session, new RegisterState { Btf = Btf, BtfType = BtfType }),
        SlotType.IrqFlag => ObjectWords.IrqFlag,
        _ => Type.Kind switch
        {
            RegisterKind.Dynptr => ObjectWords.Dynptr,
            RegisterKind.BtfObject => session.Types(Btf).NameOf(BtfType),
            RegisterKind.Memory when Type.Has(TypeFlags.RingbufMemory) => "record",
            RegisterKind.Memory when parentKind is null => "memory",
            RegisterKind.Memory => parentKind.StartsWith(ObjectWords.Iterator, StringComparison.Ordinal) ? "element" : "slice",
            _ => RegisterTypeText.Of(Type.Kind),
        },
    };
}
