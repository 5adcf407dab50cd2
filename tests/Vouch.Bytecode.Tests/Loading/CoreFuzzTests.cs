using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Tests.Btf;
using Xunit;

namespace Vouch.Bytecode.Tests.Loading;

public class CoreFuzzTests
{
    [Fact]
    public void Any_relocation_between_any_types_ends_in_an_instruction_or_a_fault()
    {
        Random random = new(1970);
        Dictionary<CoreFault, int> outcomes = [];
        for (int round = 0; round < 4000; round++)
        {
            if (TryParse(Mutate(random, out uint[] accesses)) is not { } program || TryParse(Mutate(random, out _)) is not { } kernel)
            {
                continue;
            }

            CoreRelocator relocator = new(program, kernel, []);
            for (int i = 0; i < 40; i++)
            {
                CoreRelocation record = new(0, new BtfTypeId(random.Next(-1, program.TypeLimit + 1)), Access(accesses, random), (CoreRelocationKind)random.Next(14));
                Instruction[] code = [new(Opcode(random), 1, 0, 0, random.Next(3)), default];
                _ = relocator.Describe(record);
                CoreFault fault = relocator.Apply("p", i, record, code, random.Next(8) == 0 ? 1 : 0);
                outcomes[fault] = outcomes.GetValueOrDefault(fault) + 1;
            }
        }

        Assert.True(outcomes[CoreFault.None] > 100 && outcomes[CoreFault.Invalid] > 100, string.Join(' ', outcomes));
    }

    /// <summary>The sample with a few bytes changed; gives the offsets of the access paths that were put into its strings.</summary>
    private static byte[] Mutate(Random random, out uint[] accesses)
    {
        SampleBtf sample = new();
        accesses = new uint[4];
        for (int depth = 0; depth < accesses.Length; depth++)
        {
            IEnumerable<string> steps = Enumerable.Range(0, depth).Select(_ => random.Next(3).ToString(CultureInfo.InvariantCulture));
            accesses[depth] = sample.Builder.AddString(string.Join(':', steps.Prepend("0")));
        }

        byte[] bytes = sample.Builder.Encode();
        for (int changes = random.Next(4); changes > 0; changes--)
        {
            bytes[random.Next(24, bytes.Length)] = (byte)random.Next(24);
        }

        return bytes;
    }

    private static RawBtf? TryParse(byte[] bytes)
    {
        try
        {
            return BtfReader.Parse(bytes, "");
        }
        catch (BadInputException)
        {
            return null;
        }
    }

    private static uint Access(uint[] accesses, Random random) => accesses[random.Next(4)] + (random.Next(6) == 0 ? 1u : 0);

    /// <summary>Mostly one that can carry a value.</summary>
    private static int Opcode(Random random) => random.Next(8) switch
    {
        0 => random.Next(256),
        1 => 0x18,
        2 => 0x79,
        3 => 0x63,
        4 => 0x61,
        _ => 0xb7,
    };
}
