using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Bytecode.Loading;

/// <summary>Puts together the function and line records of a linked program from those of its parts.</summary>
internal static class DebugRecords
{
    /// <exception cref="PreparationException">The program has records and one of its subprograms has none.</exception>
    public static ImmutableArray<FunctionRecord> Functions(DebugSections debug, LinkedProgram program) => Collect(
        debug.Functions,
        program,
        record => record.InstructionIndex,
        (record, index) => record with { InstructionIndex = index },
        "function");

    /// <exception cref="PreparationException">The program has records and one of its subprograms has none.</exception>
    public static ImmutableArray<LineRecord> Lines(DebugSections debug, LinkedProgram program) => Collect(
        debug.Lines,
        program,
        record => record.InstructionIndex,
        (record, index) => record with { InstructionIndex = index },
        "line");

    private static ImmutableArray<T> Collect<T>(
        IReadOnlyDictionary<int, T[]> sections,
        LinkedProgram program,
        Func<T, int> indexOf,
        Func<T, int, T> withIndex,
        string kind)
    {
        var all = ImmutableArray.CreateBuilder<T>();
        foreach (LinkedPart part in program.Parts)
        {
            ReadOnlySpan<T> records = sections.TryGetValue(part.Function.Section, out T[]? found)
                ? Within(found, part.Function, indexOf)
                : default;
            if (records.IsEmpty && all.Count == 0)
            {
                // Without records of the program itself, those of its subprograms are not passed on either.
                return [];
            }

            if (records.IsEmpty)
            {
                throw new PreparationException(PreparationStage.Btf, $"subprogram '{part.Function.Name}' has no {kind} records, but its program has");
            }

            foreach (T record in records)
            {
                all.Add(withIndex(record, indexOf(record) - part.Function.Start + part.Start));
            }
        }

        return all.ToImmutable();
    }

    /// <summary>From the first record of a function to its last, up to the first that lies behind it.</summary>
    private static ReadOnlySpan<T> Within<T>(ReadOnlySpan<T> records, ObjectFunction function, Func<T, int> indexOf)
    {
        int first = -1, end = -1;
        for (int i = 0; i < records.Length && indexOf(records[i]) < function.End; i++)
        {
            if (indexOf(records[i]) >= function.Start)
            {
                first = first < 0 ? i : first;
                end = i + 1;
            }
        }

        return first < 0 ? default : records[first..end];
    }
}
