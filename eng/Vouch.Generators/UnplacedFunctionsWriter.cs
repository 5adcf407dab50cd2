using System.Collections.Generic;
using Vouch.Bytecode.Btf;

namespace Vouch.Generators;

/// <summary>
/// Keeps the names of functions that a kernel's BTF describes but that have no symbol of that name: the compiler merged them into their
/// callers, or renamed the copies it made.
/// </summary>
internal static class UnplacedFunctionsWriter
{
    /// <param name="lines">As <see cref="NameList.OfKernel"/> takes them.</param>
    /// <param name="btf">The same kernel's raw BTF.</param>
    public static byte[] Write(string[] lines, byte[] btf)
    {
        RawBtf types = BtfReader.Parse(btf, "vmlinux", isKernel: true);
        HashSet<string> placed = [.. NameList.OfKernel(lines)];
        List<string> unplaced = [];
        for (int i = 1; i < types.TypeLimit; i++)
        {
            BtfType type = types.Type(new BtfTypeId(i));
            if (type.Kind == BtfKind.Function && !placed.Contains(types.NameOf(type)))
            {
                unplaced.Add(types.NameOf(type));
            }
        }

        return NameList.Pack(unplaced);
    }
}
