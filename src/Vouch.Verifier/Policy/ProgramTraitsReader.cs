using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Kernel.Programs;

namespace Vouch.Verifier.Policy;

/// <summary>Puts together what the kernel's tables are asked about a program.</summary>
internal static class ProgramTraitsReader
{
    /// <summary>The traits of a program as loaded; an extension gets its target's type and attach type.</summary>
    public static ProgramTraits Read(ProgramUnderTest program, KernelProfile kernel, Semantics semantics)
    {
        LoadRequest request = program.Request;
        bool isExtension = program.Type == ProgramType.Ext;
        LoadRequest rules = isExtension && request.Target?.Program is { } extended ? extended : request;
        AttachTarget? target = rules.Target;
        bool isStructOps = rules.ProgramType == ProgramType.StructOps && target is not null;
        return new ProgramTraits
        {
            Type = rules.ProgramType,
            AttachType = ProgramUnderTest.AttachTypeOf(rules, kernel),
            Capabilities = semantics.Capabilities,
            IsSleepable = program.IsSleepable,
            IsExtension = isExtension,
            AttachesToProgram = request.Target?.Program is not null,
            IsDeviceBound = (request.Flags & LoadFlags.XdpDeviceBoundOnly) != 0,
            AttachFunction = target is null || isStructOps ? null : target.Types.NameOf(target.Type),
            StructOps = isStructOps ? target!.Types.NameOf(target.Type) : null,
            StructOpsMember = isStructOps ? MemberName(target!) : null,
        };
    }

    private static string? MemberName(AttachTarget target)
    {
        BtfType type = target.Types.Type(target.Type);
        return (uint)target.StructOpsMember < (uint)type.Count
            ? target.Types.String(target.Types.Member(type, target.StructOpsMember).NameOffset)
            : null;
    }
}
