using System.Collections.Immutable;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Bytecode.Loading;

/// <summary>Finds the calls that stand in a linked program for what the kernel does not have, with the words libbpf puts in their place in logs.</summary>
internal static class Placeholders
{
    public static ImmutableArray<Placeholder> Find(LinkedProgram program, ObjectFile file, TypeRelocations relocations)
    {
        ImmutableArray<Placeholder>.Builder found = ImmutableArray.CreateBuilder<Placeholder>();
        for (int i = 0; i < program.Code.Count; i++)
        {
            if (program.Code[i].IsHelperCall && Describe(program, file, relocations, i) is { } placeholder)
            {
                found.Add(placeholder);
            }
        }

        return found.ToImmutable();
    }

    private static Placeholder? Describe(LinkedProgram program, ObjectFile file, TypeRelocations relocations, int index)
    {
        int call = program.Code[index].Immediate;
        if (call == CorePatch.PoisonedHelper)
        {
            LinkedPart part = program.PartAt(index);
            return relocations.Describe(part.Function, index - part.Start) is { } relocation
                ? new Placeholder(index, "<invalid CO-RE relocation>", $"failed to resolve CO-RE relocation {relocation}")
                : null;
        }

        int map = call - DataRelocator.MissingMapCall;
        if ((uint)map < (uint)file.MapTable.All.Count)
        {
            return new Placeholder(
                index, "<invalid BPF map reference>", $"BPF map '{file.MapTable.All[map].Name}' is referenced but wasn't created");
        }

        int kfunc = call - DataRelocator.MissingKfuncCall;
        return (uint)kfunc < (uint)file.Externs.All.Length
            ? new Placeholder(index, "<invalid kfunc call>", $"kfunc '{file.Externs.All[kfunc].Name}' is referenced but wasn't resolved")
            : null;
    }
}
