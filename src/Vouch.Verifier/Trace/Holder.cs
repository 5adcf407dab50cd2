using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Trace;

/// <summary>A place and the object that it names, or named until the object ended.</summary>
/// <param name="Place">Where.</param>
/// <param name="Object">The object's number in the catalog.</param>
/// <param name="IsResident">The object itself lies there: a dynptr, iterator or irq flag, not a pointer.</param>
/// <param name="IsStale">The object ended; what is left is a number.</param>
internal readonly record struct HeldPlace(ObjectPlace Place, int Object, bool IsResident, bool IsStale);

/// <summary>A register, slot or argument that names an object, without the words for it.</summary>
/// <param name="Place">Where.</param>
/// <param name="Id">The object's id, or 0.</param>
/// <param name="ParentId">What its end hangs on, or 0.</param>
/// <param name="Type">What it is there.</param>
/// <param name="Btf">Kernel structs and iterators: whose type.</param>
/// <param name="BtfType">Kernel structs and iterators: which.</param>
/// <param name="Slot">What the stack slot holds; <see cref="SlotType.Invalid"/> for registers.</param>
internal readonly record struct Holder(
    ObjectPlace Place, uint Id, uint ParentId, RegisterType Type, BtfHandle Btf, BtfTypeId BtfType, SlotType Slot)
{
    /// <summary>The object itself lies in the place.</summary>
    public bool IsResident => Slot is SlotType.Dynptr or SlotType.Iterator or SlotType.IrqFlag;

    /// <summary>Appends what a state's places hold, frame after frame, registers before stack.</summary>
    /// <param name="identities">How registers name objects.</param>
    /// <param name="state">The state.</param>
    /// <param name="holders">Where to append.</param>
    public static void Collect(IdentityReading identities, VerifierState state, List<Holder> holders)
    {
        for (int i = 0; i <= state.CurrentFrame; i++)
        {
            FrameState frame = state.ReadFrame(i);
            for (int register = 0; register < FrameState.RegisterCount; register++)
            {
                AddPointer(holders, identities, new ObjectPlace(PlaceKind.Register, i, register), frame.Registers[register], SlotType.Invalid);
            }

            for (int slot = 0; slot < frame.StackSlotCount; slot++)
            {
                AddSlot(holders, identities, new ObjectPlace(PlaceKind.Stack, i, -8 * (slot + 1)), frame.Stack[slot]);
            }

            for (int argument = 0; argument < frame.OutgoingArgumentCount; argument++)
            {
                AddPointer(
                    holders, identities, new ObjectPlace(PlaceKind.StackArgument, i, argument + 6), frame.OutgoingArguments[argument], SlotType.Invalid);
            }
        }
    }

    /// <summary>What a call has just put into R0; false when that is no object.</summary>
    public static bool TryReadResult(IdentityReading identities, VerifierState state, out Holder result)
    {
        List<Holder> holders = [];
        AddPointer(holders, identities, new ObjectPlace(PlaceKind.Register, state.CurrentFrame, 0), state.Registers[0], SlotType.Invalid);
        result = holders.Count == 0 ? default : holders[0];
        return holders.Count > 0;
    }

    private static void AddSlot(List<Holder> holders, IdentityReading identities, ObjectPlace place, StackSlot slot)
    {
        ref readonly RegisterState content = ref slot.Spilled;
        switch (slot.Kind)
        {
            case SlotType.Spill:
                AddPointer(holders, identities, place, content, SlotType.Spill);
                break;
            case SlotType.Dynptr when content.IsFirstDynptrSlot:
            case SlotType.Iterator or SlotType.IrqFlag when (content.Id | content.ParentId) != 0:
                holders.Add(new Holder(place, content.Id, content.ParentId, content.Type, content.Btf, content.BtfType, slot.Kind));
                break;
            default:
                break;
        }
    }

    private static void AddPointer(List<Holder> holders, IdentityReading identities, ObjectPlace place, in RegisterState register, SlotType slot)
    {
        (uint id, uint parent) = identities.NodeOf(register);
        if ((id | parent) != 0 && CanBeObject(register.Type.Kind))
        {
            bool isStruct = register.Type.Kind == RegisterKind.BtfObject;
            holders.Add(new Holder(
                place, id, parent, register.Type,
                isStruct ? register.Btf : default, isStruct ? register.BtfType : default, slot));
        }
    }

    /// <summary>Scalars have ids that link them, packet and stack pointers ids of their bounds: those are no objects.</summary>
    private static bool CanBeObject(RegisterKind kind) => kind is RegisterKind.MapValue or RegisterKind.Socket or RegisterKind.SocketCommon
        or RegisterKind.TcpSocket or RegisterKind.XdpSocket or RegisterKind.BtfObject or RegisterKind.Memory or RegisterKind.Buffer
        or RegisterKind.Dynptr;

    /// <summary>The object's kind in one word.</summary>
    /// <param name="facts">What is known of the program.</param>
    /// <param name="parentKind">The kind of its parent; null for none.</param>
    public string KindWord(ProgramFacts facts, string? parentKind) => Slot switch
    {
        SlotType.Dynptr => ObjectWords.Dynptr,
        SlotType.Iterator => ObjectWords.Iterator + RegisterTypeText.IteratorName(facts, new RegisterState { Btf = Btf, BtfType = BtfType }),
        SlotType.IrqFlag => ObjectWords.IrqFlag,
        _ => Type.Kind switch
        {
            RegisterKind.Dynptr => ObjectWords.Dynptr,
            RegisterKind.BtfObject => facts.Types(Btf).NameOf(BtfType),
            RegisterKind.Memory when Type.Has(TypeFlags.RingbufMemory) => "record",
            RegisterKind.Memory when parentKind is null => "memory",
            RegisterKind.Memory => parentKind.StartsWith(ObjectWords.Iterator, StringComparison.Ordinal) ? "element" : "slice",
            _ => RegisterTypeText.Of(Type.Kind),
        },
    };
}
