using System.Collections.Generic;
using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// The functions of an object with their type relocations applied, each once. Loading any program relocates all subprograms, used or not,
/// so one that fails keeps every program from being loaded.
/// </summary>
internal sealed class TypeRelocations
{
    private const int SlotSize = 8;

    private readonly ObjectFile file;
    private readonly CoreRelocator? relocator;
    private readonly Dictionary<ObjectFunction, List<(int Number, CoreRelocation Record)>> records = [];
    private readonly Dictionary<ObjectFunction, ImmutableArray<Instruction>> done = [];
    private readonly PreparationFailure? failure;

    public TypeRelocations(ObjectFile file, KernelView kernel)
    {
        this.file = file;
        if (file.Types is not { } types || file.Debug.TypeRelocations.IsEmpty)
        {
            return;
        }

        relocator = new CoreRelocator(types, kernel.Types, kernel.Modules);
        try
        {
            SortRecords();
            foreach (ObjectFunction subprogram in file.Functions.Subprograms)
            {
                _ = CodeOf(subprogram);
            }
        }
        catch (PreparationException problem)
        {
            failure = problem.Failure;
        }
    }

    /// <exception cref="PreparationException">A relocation is broken or ambiguous.</exception>
    public ImmutableArray<Instruction> CodeOf(ObjectFunction function)
    {
        if (failure is not null)
        {
            throw new PreparationException(failure.Stage, failure.Message);
        }

        if (!records.TryGetValue(function, out List<(int Number, CoreRelocation Record)>? own))
        {
            return function.Code;
        }

        if (!done.TryGetValue(function, out ImmutableArray<Instruction> code))
        {
            Instruction[] changed = [.. function.Code];
            foreach ((int number, CoreRelocation record) in own)
            {
                int index = (int)(record.InstructionOffset / SlotSize) - function.Start;
                CoreFault fault = relocator!.Apply(function.Name, number, record, changed, index);
                if (fault != CoreFault.None)
                {
                    throw Failed(relocator.Messages is [.., string last] ? last : $"function '{function.Name}': relocation {number} is broken");
                }
            }

            code = ImmutableArray.Create(changed);
            done.Add(function, code);
        }

        return code;
    }

    /// <summary>The type relocation recorded for an instruction, in libbpf's notation; null when there is none.</summary>
    /// <param name="function">The function.</param>
    /// <param name="index">Slot within the function.</param>
    public string? Describe(ObjectFunction function, int index)
    {
        foreach ((_, CoreRelocation record) in records.GetValueOrDefault(function) ?? [])
        {
            if ((int)(record.InstructionOffset / SlotSize) - function.Start == index)
            {
                return relocator!.Describe(record);
            }
        }

        return null;
    }

    private void SortRecords()
    {
        foreach ((int section, ImmutableArray<CoreRelocation> group) in file.Debug.TypeRelocations)
        {
            for (int number = 0; number < group.Length; number++)
            {
                CoreRelocation record = group[number];
                if (record.InstructionOffset % SlotSize != 0)
                {
                    throw Failed($"type relocation {number} of section {section} is not at an instruction");
                }

                // Those of weak functions that lost against another definition stay behind.
                if (section != 0 && file.Functions.At(section, (int)(record.InstructionOffset / SlotSize)) is { } function)
                {
                    if (!records.TryGetValue(function, out List<(int Number, CoreRelocation Record)>? own))
                    {
                        records.Add(function, own = []);
                    }

                    own.Add((number, record));
                }
            }
        }
    }

    private static PreparationException Failed(string why) => new(PreparationStage.Core, why);
}
