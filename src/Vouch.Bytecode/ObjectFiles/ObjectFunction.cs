using System.Collections.Immutable;
using System.Globalization;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>One function of an object as it lies in its section: a program, or a subprogram when the section is .text.</summary>
internal sealed class ObjectFunction
{
    public required string Name { get; init; }

    /// <summary>Without the question mark of programs that are not loaded by default.</summary>
    public required string SectionName { get; init; }

    public required int Section { get; init; }

    /// <summary>The function's first slot, counted from the section's start.</summary>
    public required int Start { get; init; }

    public required ImmutableArray<Instruction> Code { get; init; }

    public required bool IsGlobal { get; init; }

    /// <summary>A global symbol with restricted visibility: it is verified as a static function.</summary>
    public required bool IsHidden { get; init; }

    /// <summary>False for sections whose name begins with a question mark.</summary>
    public required bool IsLoadedByDefault { get; init; }

    /// <summary>Sorted by instruction.</summary>
    public ImmutableArray<CodeReference> References { get; set; } = [];

    /// <summary>One past the last slot, counted from the section's start.</summary>
    public int End => Start + Code.Length;

    /// <summary>The relocation of a slot of this function, or null.</summary>
    public CodeReference? ReferenceAt(int instruction)
    {
        int low = 0, high = References.Length - 1;
        while (low <= high)
        {
            int middle = low + ((high - low) / 2);
            int order = References[middle].Instruction.CompareTo(instruction);
            if (order == 0)
            {
                return References[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SectionName}: {Name}");
}
