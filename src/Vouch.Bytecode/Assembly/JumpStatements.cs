using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Assembly;

/// <summary>exit, goto, gotol, gotox, may_goto, call, callx and if.</summary>
internal static class JumpStatements
{
    private const int Call = 0x85, CallRegister = 0x8d;

    public static void Read(Token keyword, TokenReader reader, ProgramBuilder program)
    {
        switch (keyword.Text)
        {
            case "exit":
                program.Add(new Instruction(0x95, 0, 0, 0, 0));
                break;
            case "goto":
                program.AddWithTarget(new Instruction(0x05, 0, 0, 0, 0), reader, TargetField.Offset);
                break;
            case "gotol":
                program.AddWithTarget(new Instruction(0x06, 0, 0, 0, 0), reader, TargetField.Immediate);
                break;
            case "may_goto":
                program.AddWithTarget(new Instruction(0xe5, 0, 0, 0, 0), reader, TargetField.Offset);
                break;
            case "gotox":
                program.Add(new Instruction(0x0d, reader.Register(false).Number, 0, 0, 0));
                break;
            case "callx":
                program.Add(new Instruction(CallRegister, reader.Register(false).Number, 0, 0, 0));
                break;
            case "call":
                ReadCall(reader, program);
                break;
            default:
                ReadComparison(reader, program);
                break;
        }
    }

    private static void ReadCall(TokenReader reader, ProgramBuilder program)
    {
        if (reader.IsNumber)
        {
            program.Add(new Instruction(Call, 0, (int)PseudoCall.Helper, 0, reader.Immediate()));
            return;
        }

        if (reader.Current.Is("pc"))
        {
            program.AddWithTarget(new Instruction(Call, 0, (int)PseudoCall.Subprogram, 0, 0), reader, TargetField.Immediate);
            return;
        }

        Token name = reader.Current.Kind == TokenKind.Name ? reader.Take() : throw reader.Unexpected("a function");
        int? number = reader.TryTake("#") ? reader.Immediate() : null;
        int? helper = HelperNames.NumberOf(name.Text);
        if (helper is not null && (number is null || number == helper))
        {
            program.Add(new Instruction(Call, 0, (int)PseudoCall.Helper, 0, helper.Value));
        }
        else if (number is not null)
        {
            PseudoCall kind = name.Text == "unknown" ? PseudoCall.Helper : PseudoCall.Kfunc;
            program.Add(new Instruction(Call, 0, (int)kind, 0, number.Value));
        }
        else if (program.Symbols.Kfuncs.TryGetValue(name.Text, out int kfunc))
        {
            program.Add(new Instruction(Call, 0, (int)PseudoCall.Kfunc, 0, kfunc));
        }
        else
        {
            program.Labels.Await(program.Instructions.Count, name, TargetField.Immediate);
            program.Add(new Instruction(Call, 0, (int)PseudoCall.Subprogram, 0, 0));
        }
    }

    private static void ReadComparison(TokenReader reader, ProgramBuilder program)
    {
        RegisterOperand left = reader.Register();
        JumpOperation operation = OperationOf(reader.Current) ?? throw reader.Unexpected("a comparison");
        reader.Take();
        int opcode = (int)operation | (int)(left.IsHalf ? InstructionClass.Jump32 : InstructionClass.Jump);
        Instruction insn = reader.IsNumber
            ? new Instruction(opcode, left.Number, 0, 0, reader.Immediate())
            : new Instruction(opcode | 0x08, left.Number, reader.Register(left.IsHalf).Number, 0, 0);
        reader.Require("goto");
        program.AddWithTarget(insn, reader, TargetField.Offset);
    }

    private static JumpOperation? OperationOf(Token token) => token.Text switch
    {
        "==" => JumpOperation.Equal,
        "!=" => JumpOperation.NotEqual,
        ">" => JumpOperation.Greater,
        ">=" => JumpOperation.GreaterOrEqual,
        "<" => JumpOperation.Less,
        "<=" => JumpOperation.LessOrEqual,
        "s>" => JumpOperation.SignedGreater,
        "s>=" => JumpOperation.SignedGreaterOrEqual,
        "s<" => JumpOperation.SignedLess,
        "s<=" => JumpOperation.SignedLessOrEqual,
        "&" => JumpOperation.Set,
        _ => null,
    };
}
