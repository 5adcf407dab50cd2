using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Admission;

/// <summary>Which opcodes exist. Source: RFC 9669 and Linux 7.3 (the interpreter's table plus the rewritten packet loads).</summary>
internal static class OpcodeTable
{
    private static readonly bool[] Known = Build();

    /// <summary>True for opcodes that a program may carry.</summary>
    public static bool Contains(byte opcode) => Known[opcode];

    private static bool[] Build()
    {
        bool[] known = new bool[256];
        AddArithmetic(known, InstructionClass.Alu32);
        AddArithmetic(known, InstructionClass.Alu64);
        AddComparisons(known, InstructionClass.Jump);
        AddComparisons(known, InstructionClass.Jump32);
        AddMemory(known);
        // call, exit, ja, gotol, gotox, may_goto
        foreach (int opcode in (int[])[0x85, 0x95, 0x05, 0x06, 0x0d, 0xe5])
        {
            known[opcode] = true;
        }

        return known;
    }

    private static void AddArithmetic(bool[] known, InstructionClass kind)
    {
        foreach (AluOperation operation in (AluOperation[])[
            AluOperation.Add, AluOperation.Sub, AluOperation.Mul, AluOperation.Div, AluOperation.Or, AluOperation.And,
            AluOperation.Lsh, AluOperation.Rsh, AluOperation.Mod, AluOperation.Xor, AluOperation.Mov, AluOperation.Arsh])
        {
            known[(int)operation | (int)kind] = true;
            known[(int)operation | 0x08 | (int)kind] = true;
        }

        known[(int)AluOperation.Neg | (int)kind] = true;
        known[(int)AluOperation.End | (int)kind] = true;
        known[(int)AluOperation.End | 0x08 | (int)kind] = kind == InstructionClass.Alu32;
    }

    private static void AddComparisons(bool[] known, InstructionClass kind)
    {
        foreach (JumpOperation operation in (JumpOperation[])[
            JumpOperation.Equal, JumpOperation.Greater, JumpOperation.GreaterOrEqual, JumpOperation.Set, JumpOperation.NotEqual,
            JumpOperation.SignedGreater, JumpOperation.SignedGreaterOrEqual, JumpOperation.Less, JumpOperation.LessOrEqual,
            JumpOperation.SignedLess, JumpOperation.SignedLessOrEqual])
        {
            known[(int)operation | (int)kind] = true;
            known[(int)operation | 0x08 | (int)kind] = true;
        }
    }

    private static void AddMemory(bool[] known)
    {
        const int Word = 0x00, Half = 0x08, Byte = 0x10, Double = 0x18;
        foreach (int size in (int[])[Word, Half, Byte, Double])
        {
            known[(int)MemoryMode.Memory | size | (int)InstructionClass.LoadRegister] = true;
            known[(int)MemoryMode.Memory | size | (int)InstructionClass.StoreRegister] = true;
            known[(int)MemoryMode.Memory | size | (int)InstructionClass.StoreImmediate] = true;
            known[(int)MemoryMode.Atomic | size | (int)InstructionClass.StoreRegister] = true;
            if (size != Double)
            {
                known[(int)MemoryMode.MemorySigned | size | (int)InstructionClass.LoadRegister] = true;
                known[(int)MemoryMode.Absolute | size] = true;
                known[(int)MemoryMode.Indirect | size] = true;
            }
        }

        known[(int)MemoryMode.Immediate | Double] = true;
    }
}
