using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Admission;

/// <summary>16-byte immediates that name a variable or function of the kernel by its BTF number: what the register then points to.</summary>
internal static class PseudoBtfIds
{
    private const string PercpuSection = ".data..percpu";

    /// <summary>Notes the register type that the load at an index gives.</summary>
    /// <param name="session">The session.</param>
    /// <param name="index">The load's first slot.</param>
    /// <param name="number">The type number.</param>
    /// <param name="module">Index of the BTF in the load request: 0 is vmlinux.</param>
    public static Check Resolve(Session session, int index, int number, int module)
    {
        var kernelTypes = session.Program.Request.KernelTypes;
        if ((uint)module >= (uint)kernelTypes.Length)
        {
            return session.Reject(Rule.KernelSymbol, Errno.Invalid, "invalid module BTF object FD specified.");
        }

        BtfSpec types = kernelTypes[module];
        if (number <= 0 || number >= types.TypeLimit)
        {
            return session.Reject(Rule.KernelSymbol, Errno.NoEntry, $"ldimm64 insn specifies invalid btf_id {number}.");
        }

        BtfType symbol = types.Type(new BtfTypeId(number));
        if (symbol.Kind is not (BtfKind.Variable or BtfKind.Function))
        {
            return session.Reject(Rule.KernelSymbol, Errno.Invalid, $"pseudo btf_id {number} in ldimm64 isn't KIND_VAR or KIND_FUNC");
        }

        ref InstructionNotes notes = ref session.Facts.Notes[index];
        notes.SymbolBtf = session.Facts.HandleOf(types);
        notes.SymbolBtfType = symbol.Target;
        if (symbol.Kind == BtfKind.Function)
        {
            notes.SymbolType = new RegisterType(RegisterKind.Memory, TypeFlags.ReadOnly);
            notes.SymbolSize = 0;
            return Check.Ok;
        }

        return ResolveVariable(session, types, symbol, ref notes);
    }

    private static Check ResolveVariable(Session session, BtfSpec types, in BtfType variable, ref InstructionNotes notes)
    {
        BtfType type = types.SkipModifiers(variable.Target);
        if (IsPercpu(types, variable.Id))
        {
            notes.SymbolType = new RegisterType(RegisterKind.BtfObject, TypeFlags.Percpu);
            return Check.Ok;
        }

        if (type.IsStructOrUnion)
        {
            notes.SymbolType = RegisterKind.BtfObject;
            return Check.Ok;
        }

        long size = types.SizeOf(type.Id);
        if (size < 0)
        {
            return session.Reject(
                Rule.KernelSymbol,
                Errno.Invalid, $"ldimm64 unable to resolve the size of type '{types.NameOf(type)}': {-(int)Errno.Invalid}");
        }

        notes.SymbolType = new RegisterType(RegisterKind.Memory, TypeFlags.ReadOnly);
        notes.SymbolSize = (uint)size;
        return Check.Ok;
    }

    // A module has a per-CPU section of its own; its base's does not count for it.
    private static bool IsPercpu(BtfSpec types, BtfTypeId variable)
    {
        if (types.Find(PercpuSection, BtfKind.DataSection) is not { } id || id.Value < types.FirstOwnType)
        {
            return false;
        }

        BtfType section = types.Type(id);
        for (int i = 0; i < section.Count; i++)
        {
            if (types.SectionVariable(section, i).Variable == variable)
            {
                return true;
            }
        }

        return false;
    }
}
