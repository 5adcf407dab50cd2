using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>16-byte immediates: numbers, maps, map values, kernel symbols, subprograms.</summary>
internal static class ImmediateLoad
{
    public static Check Execute(Session session, Instruction insn)
    {
        if (!insn.IsWideImmediate)
        {
            return session.Reject(Rule.WideImmediate, Errno.Invalid, "invalid BPF_LD_IMM insn");
        }

        if (OperandRules.RequireWritableUnknown(session.Path, session.Permissions, session.Rejections, insn.Destination).Failed(out Check why))
        {
            return why;
        }

        ref RegisterState destination = ref session.Path.Registers[insn.Destination];
        ref readonly InstructionNotes notes = ref session.CurrentNotes;
        switch ((PseudoLoad)insn.Source)
        {
            case PseudoLoad.Value:
                uint high = unchecked((uint)session.Program.Instructions[session.Path.InstructionIndex + 1].Immediate);
                destination.MarkKnown(((ulong)high << 32) | unchecked((uint)insn.Immediate));
                return Check.Ok;
            case PseudoLoad.BtfId:
                destination.MarkPointer(notes.SymbolType);
                if (notes.SymbolType.Kind == RegisterKind.BtfObject)
                {
                    destination.Btf = notes.SymbolBtf;
                    destination.BtfType = notes.SymbolBtfType;
                }
                else
                {
                    destination.MemorySize = notes.SymbolSize;
                }

                return Check.Ok;
            case PseudoLoad.Function:
                return LoadFunction(session, insn, ref destination);
            case PseudoLoad.MapValue or PseudoLoad.MapIndexValue:
                LoadMapValue(session, notes, ref destination);
                return Check.Ok;
            default:
                destination.MarkPointer(RegisterKind.MapPointer);
                destination.Map = notes.Map;
                return Check.Ok;
        }
    }

    private static Check LoadFunction(Session session, Instruction insn, ref RegisterState destination)
    {
        if (session.Program.Request.Functions.IsEmpty)
        {
            return session.Reject(Rule.CallbackTarget, Errno.Invalid, "missing btf func_info");
        }

        int subprogram = session.Facts.SubprogramAt(session.Path.InstructionIndex + insn.Immediate + 1);
        if (session.Facts.Subprograms[subprogram].IsGlobal)
        {
            return session.Reject(Rule.CallbackTarget, Subject.Subprogram(subprogram), Errno.Invalid, "callback function not static");
        }

        if (subprogram == 0)
        {
            return session.Reject(
                Rule.CallbackTarget, Subject.Subprogram(subprogram), Errno.Invalid, "callback function cannot be the main program");
        }

        destination.MarkPointer(RegisterKind.Function);
        destination.Subprogram = subprogram;
        return Check.Ok;
    }

    private static void LoadMapValue(Session session, in InstructionNotes notes, ref RegisterState destination)
    {
        if (session.Facts.Map(notes.Map).Type == MapType.Arena)
        {
            // The address of arena data is a number until it is cast.
            destination.Map = notes.Map;
            return;
        }

        destination.MarkPointer(RegisterKind.MapValue);
        session.Offsets.Set(ref destination, notes.MapOffset);
        destination.Map = notes.Map;
    }
}
