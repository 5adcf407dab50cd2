using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;

namespace Vouch.Verifier.Tests.Flow;

/// <summary>Programs written down as text, for the passes before and after exploration.</summary>
internal sealed record TextProgram
{
    public string Text { get; init; } = "r0 = 0; exit";

    /// <summary>Instructions in place of the text.</summary>
    public ImmutableArray<Instruction> Instructions { get; init; } = [];

    public ProgramType Type { get; init; } = ProgramType.SocketFilter;

    public LoadFlags Flags { get; init; }

    public Semantics Semantics { get; init; } = Semantics.Privileged;

    public ImmutableArray<MapDefinition> Maps { get; init; } = [];

    public AssemblySymbols? Symbols { get; init; }

    /// <summary>Labels that are functions, the main one first; each gets a record and a FUNC returning an int.</summary>
    public string[] Functions { get; init; } = [];

    /// <summary>Functions of this list are global.</summary>
    public string[] Globals { get; init; } = [];

    public ImmutableArray<LineRecord> Lines { get; init; } = [];

    public AttachTarget? Target { get; init; }

    public LogLevels Level { get; init; } = LogLevels.All;

    /// <summary>Runs the passes before exploration; the session holds what they found.</summary>
    public (Errno Outcome, Session Session) Run(KernelProfile? kernel = null)
    {
        Session session = Open(kernel ?? KernelProfile.Linux73);
        return (Verifier.RunPassesBeforeExploration(session).Code, session);
    }

    /// <summary>A session that nothing was done in.</summary>
    public Session Open() => Open(KernelProfile.Linux73);

    private Session Open(KernelProfile kernel) => new(
        new ProgramUnderTest(Request(), kernel),
        kernel,
        new VerifierOptions { Semantics = Semantics, Presentation = new Presentation { LogLevel = Level } });

    public LoadRequest Request()
    {
        AssembledProgram assembled = Assembler.Assemble(Text, Symbols);
        BtfBuilder types = new();
        BtfTypeId number = types.AddInteger("int", 4);
        BtfTypeId prototype = types.AddFunctionPrototype(number);
        List<FunctionRecord> records = [];
        foreach (string name in Functions)
        {
            BtfLinkage linkage = Globals.Contains(name) ? BtfLinkage.Global : BtfLinkage.Static;
            records.Add(new FunctionRecord(assembled.Labels[name], types.AddFunction(name, prototype, linkage)));
        }

        return new LoadRequest
        {
            ObjectName = "case.bpf.o",
            ProgramName = "case",
            SectionName = "socket",
            ProgramType = Type,
            Flags = Flags,
            License = "GPL",
            Instructions = Instructions.IsEmpty ? assembled.Instructions : Instructions,
            Maps = Maps,
            KernelTypes = [],
            Types = Functions.Length > 0 || !Lines.IsEmpty ? types.Build() : null,
            Functions = [.. records],
            Lines = Lines,
            Target = Target,
        };
    }
}
