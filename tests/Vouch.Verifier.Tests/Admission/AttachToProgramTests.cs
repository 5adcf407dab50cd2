using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Verifier.Tests.Admission;

/// <summary>Programs that attach to functions of another BPF program.</summary>
public class AttachToProgramTests
{
    private const string CallsHelpers = "call helper; r0 = 0; exit; helper: r0 = 0; exit";

    [Fact]
    public void A_global_function_is_replaced_by_one_of_its_prototype() => Replace(Target(BtfLinkage.Global)).IsAccepted();

    [Fact]
    public void Another_prototype_does_not_fit() =>
        Replace(Target(BtfLinkage.Global), parameters: 2).IsRejected("replacement() has 2 args while helper() has 1 args");

    [Fact]
    public void Static_functions_are_not_replaced() =>
        Replace(Target(BtfLinkage.Static)).IsRejected("helper() is not a global function");

    [Fact]
    public void A_replacement_needs_types() =>
        (Replace(Target(BtfLinkage.Global)) with { Functions = [], Types = null }).IsRejected("Program extension requires BTF");

    [Fact]
    public void A_replacement_may_not_move_the_packet_when_the_original_does_not() =>
        (Replace(Target(BtfLinkage.Global)) with { Text = "call 39; r0 = 0; exit" })
            .IsRejected("Extension program changes packet data, while original does not");

    [Fact]
    public void Functions_of_programs_can_be_traced() => Trace(Target(BtfLinkage.Global), AttachType.TraceFexit).IsAccepted();

    [Fact]
    public void Return_values_of_programs_are_not_modified() =>
        Trace(Target(BtfLinkage.Global), AttachType.ModifyReturn).IsRejected("can't modify return codes of BPF programs");

    [Fact]
    public void Tracepoints_do_not_lie_in_programs() =>
        Trace(Target(BtfLinkage.Global), AttachType.TraceRawTp)
            .IsRejected("Only FENTRY/FEXIT/FSESSION progs are attachable to another BPF prog");

    [Fact]
    public void A_function_must_be_one_of_the_program()
    {
        AttachTarget target = Target(BtfLinkage.Global);
        Trace(target with { Program = target.Program! with { Functions = [target.Program.Functions[0]] } }, AttachType.TraceFentry)
            .IsRejected("Subprog helper doesn't exist");
    }

    [Fact]
    public void Nothing_attaches_to_a_program_that_cannot_be_loaded()
    {
        AttachTarget target = Target(BtfLinkage.Global, "call helper; r0 = r9; exit; helper: r0 = 0; exit");
        Assert.Equal(Verdict.NotSupported, Trace(target, AttachType.TraceFentry).Verify().Verdict);
    }

    private static AttachTarget Target(BtfLinkage linkage, string text = CallsHelpers)
    {
        BtfBuilder types = new();
        BtfTypeId prototype = Prototype(types, 1);
        BtfTypeId main = types.AddFunction("main", prototype, BtfLinkage.Global);
        BtfTypeId helper = types.AddFunction("helper", prototype, linkage);
        RawBtf built = types.Build();
        AttachingProgram program = new()
        {
            Type = ProgramType.SchedCls,
            Text = text,
            Types = built,
            Functions = [new FunctionRecord(0, main), new FunctionRecord(3, helper)],
        };
        return new AttachTarget(built, helper, Program: program.Request());
    }

    private static AttachingProgram Replace(AttachTarget target, int parameters = 1)
    {
        BtfBuilder types = new();
        BtfTypeId replacement = types.AddFunction("replacement", Prototype(types, parameters), BtfLinkage.Global);
        return new AttachingProgram
        {
            Type = ProgramType.Ext,
            Target = target,
            Types = types.Build(),
            Functions = [new FunctionRecord(0, replacement)],
        };
    }

    private static AttachingProgram Trace(AttachTarget target, AttachType attachType) => new() { AttachType = attachType, Target = target };

    private static BtfTypeId Prototype(BtfBuilder types, int parameters)
    {
        BtfTypeId number = types.AddInteger("int", 4);
        BtfTypeId context = types.AddPointer(types.AddStruct("__sk_buff", 192));
        BtfParameter first = new(types.AddString("ctx"), context);
        return parameters == 1
            ? types.AddFunctionPrototype(number, first)
            : types.AddFunctionPrototype(number, first, new BtfParameter(types.AddString("n"), number));
    }
}
