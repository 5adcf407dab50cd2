namespace Vouch.Bytecode.Btf.Validation;

/// <summary>Why a kernel refuses to load BTF.</summary>
/// <param name="Errno">The positive error number of the load command, such as 22 (EINVAL).</param>
/// <param name="Text">The line that ends the kernel's log.</param>
public sealed record BtfProblem(int Errno, string Text)
{
    internal const int TooBig = 7, Exists = 17, Invalid = 22, Loop = 40, NotSupported = 524;
}
