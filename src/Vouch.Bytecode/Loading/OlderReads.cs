using System.Collections.Generic;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// Replaces calls of the helpers that read the user's or the kernel's memory by calls of those that read either, as older kernels have
/// them. Source: libbpf 1.7.
/// </summary>
internal static class OlderReads
{
    private const int Read = 4, ReadText = 45;
    private const int ReadUser = 112, ReadKernel = 113, ReadUserText = 114, ReadKernelText = 115;

    public static void Substitute(List<Instruction> code)
    {
        for (int i = 0; i < code.Count; i++)
        {
            int replacement = code[i].IsHelperCall ? ReplacementOf(code[i].Immediate) : 0;
            if (replacement != 0)
            {
                code[i] = code[i] with { Immediate = replacement };
            }
        }
    }

    private static int ReplacementOf(int helper) => helper switch
    {
        ReadUser or ReadKernel => Read,
        ReadUserText or ReadKernelText => ReadText,
        _ => 0,
    };
}
