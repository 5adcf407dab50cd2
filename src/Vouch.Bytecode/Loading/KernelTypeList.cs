using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.Loading;

/// <summary>The kernel's BTF and the modules' that an object refers to, numbered by first reference; the kernel is 0.</summary>
internal sealed class KernelTypeList
{
    private readonly KernelView kernel;
    private readonly List<BtfSpec> used;

    public KernelTypeList(KernelView kernel)
    {
        this.kernel = kernel;
        used = [kernel.Types];
    }

    public ImmutableArray<BtfSpec> Used => [.. used];

    public int IndexOf(BtfSpec types)
    {
        int index = used.IndexOf(types);
        if (index < 0)
        {
            index = used.Count;
            used.Add(types);
        }

        return index;
    }

    /// <summary>A type by name: in the kernel, else in the first module that has it.</summary>
    public (BtfSpec Types, BtfTypeId Id)? Find(ReadOnlySpan<char> name, BtfKind kind)
    {
        if (kernel.Types.Find(name, kind) is { } own)
        {
            return (kernel.Types, own);
        }

        foreach (BtfSpec module in kernel.Modules)
        {
            if (module.Find(name, kind) is { } id)
            {
                return (module, id);
            }
        }

        return null;
    }
}
