using System.Collections.Generic;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Bytecode.Loading;

/// <summary>A function's place in a linked program.</summary>
internal readonly record struct LinkedPart(ObjectFunction Function, int Start);

/// <summary>A program with the subprograms it uses behind it, in the order of first use.</summary>
internal sealed class LinkedProgram
{
    public List<Instruction> Code { get; } = [];

    /// <summary>Relocations of all parts; instructions count from the program's first slot.</summary>
    public List<CodeReference> References { get; } = [];

    /// <summary>The parts in the order in which they were appended; the first is the program itself.</summary>
    public List<LinkedPart> Parts { get; } = [];

    /// <summary>The part that holds a slot.</summary>
    public LinkedPart PartAt(int instruction)
    {
        int part = Parts.Count - 1;
        while (part > 0 && Parts[part].Start > instruction)
        {
            part--;
        }

        return Parts[part];
    }
}
