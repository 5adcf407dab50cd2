using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;

namespace Vouch.Verifier.Log;

/// <summary>What the disassembly in the log shows for kernel functions and for the addresses of maps and variables.</summary>
internal sealed class ProgramNames(LoadRequest request, bool showsAddresses) : InstructionNames
{
    // No kernel runs, so addresses are made up: they look like the kernel's and differ from one map to the next.
    private const ulong MapAddresses = 0xffff_8880_0000_0000;
    private const ulong MapDistance = 0x1000_0000;
    private const ulong SymbolAddresses = 0xffff_ffff_8000_0000;

    public override string Kfunc(Instruction call)
    {
        int index = call.Offset;
        if (index < 0 || index >= request.KernelTypes.Length)
        {
            return "<error>";
        }

        BtfSpec types = request.KernelTypes[index];
        BtfType function = types.Type(new BtfTypeId(call.Immediate));
        return function.Kind == BtfKind.Function ? types.NameOf(function) : "<error>";
    }

    public override ulong WideImmediate(Instruction first, Instruction second)
    {
        PseudoLoad kind = (PseudoLoad)first.Source;
        if (kind is PseudoLoad.Value or PseudoLoad.Function)
        {
            return Bits(first, second);
        }

        if (!showsAddresses)
        {
            return 0;
        }

        return kind switch
        {
            PseudoLoad.BtfId => SymbolAddresses + ((ulong)(uint)first.Immediate * 8),
            PseudoLoad.MapValue or PseudoLoad.MapIndexValue => (ArenaAddress(first) ?? MapAddress(first)) + (uint)second.Immediate,
            _ => MapAddress(first),
        };
    }

    // An arena lies where its user wants it, which is the one address known beforehand.
    private ulong? ArenaAddress(Instruction first)
    {
        ImmutableArray<MapDefinition> maps = request.Maps;
        return (uint)first.Immediate < (uint)maps.Length && maps[first.Immediate] is { Type: MapType.Arena, Extra: > 0 } arena
            ? arena.Extra
            : null;
    }

    private static ulong MapAddress(Instruction first) => MapAddresses + (MapDistance * ((ulong)(uint)first.Immediate + 1));
}
