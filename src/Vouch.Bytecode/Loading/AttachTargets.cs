using System;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.Loading;

/// <summary>Finds the kernel function, tracepoint, hook or iterator that a section's name refers to.</summary>
internal static class AttachTargets
{
    private const int LongestName = 127;

    /// <summary>
    /// A target may name its module before a colon. Without one the kernel is searched first, then all modules; with one, that module's
    /// BTF, which includes the kernel's.
    /// </summary>
    /// <param name="program">The program that attaches.</param>
    /// <param name="attachType">How.</param>
    /// <param name="kernel">Where kernel functions are looked up.</param>
    /// <param name="options">May name a program whose functions come before the kernel's.</param>
    /// <exception cref="PreparationException">No target is named, or nothing has it.</exception>
    public static AttachTarget Find(ObjectProgram program, AttachType attachType, KernelView kernel, PrepareOptions options)
    {
        if (options.TargetProgram is { } other && FindIn(program, other, options.TargetFunction) is { } found)
        {
            return found;
        }

        if (program.TargetName is not { } target)
        {
            throw Failed(program, $"section '{program.SectionName}' names nothing to attach to");
        }

        if (program.ProgramType == ProgramType.Ext)
        {
            throw Failed(program, $"the program whose function '{target}' it replaces is not known");
        }

        int colon = target.IndexOf(':', StringComparison.Ordinal);
        string module = colon < 0 ? "" : target[..colon];
        (string prefix, BtfKind kind) = KindOf(attachType);
        string name = prefix + target[(colon + 1)..];
        if (name.Length > LongestName)
        {
            throw Failed(program, $"the name of '{target}' is too long");
        }

        if (("vmlinux".StartsWith(module, StringComparison.Ordinal) || colon < 0) && kernel.Types.Find(name, kind) is { } inKernel)
        {
            return new AttachTarget(kernel.Types, inKernel);
        }

        foreach (BtfSpec types in kernel.Modules.Where(m => m.Name.StartsWith(module, StringComparison.Ordinal)))
        {
            if (((colon < 0 ? null : kernel.Types.Find(name, kind)) ?? types.Find(name, kind)) is { } id)
            {
                return new AttachTarget(types, id);
            }
        }

        throw Failed(program, $"the kernel has no '{name}' to attach to");
    }

    /// <summary>Null where a program that need not attach to programs names something else.</summary>
    private static AttachTarget? FindIn(ObjectProgram program, LoadRequest other, string? chosen)
    {
        string name = chosen ?? program.TargetName ?? other.ProgramName;
        if (other.Types is { } types && types.Find(name, BtfKind.Function) is { } function)
        {
            return new AttachTarget(types, function, Program: other);
        }

        return chosen is null && program.ProgramType != ProgramType.Ext
            ? null
            : throw Failed(program, $"the types of program '{other.ProgramName}' have no function '{name}'");
    }

    /// <summary>Of patterns of many functions only the module is looked at, where they name one.</summary>
    /// <exception cref="PreparationException">The module is not loaded.</exception>
    public static void RequireModule(ObjectProgram program, KernelView kernel)
    {
        int colon = program.TargetName?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon >= 0 && !kernel.Modules.Any(m => m.Name.AsSpan().SequenceEqual(program.TargetName.AsSpan(0, colon))))
        {
            throw Failed(program, $"there is no module '{program.TargetName![..colon]}' whose functions it could trace");
        }
    }

    private static (string Prefix, BtfKind Kind) KindOf(AttachType attachType) => attachType switch
    {
        AttachType.TraceRawTp => ("btf_trace_", BtfKind.Typedef),
        AttachType.LsmMac or AttachType.LsmCgroup => ("bpf_lsm_", BtfKind.Function),
        AttachType.TraceIter => ("bpf_iter_", BtfKind.Function),
        _ => ("", BtfKind.Function),
    };

    private static PreparationException Failed(ObjectProgram program, string why) =>
        new(PreparationStage.Attach, $"program '{program.Name}': {why}");
}
