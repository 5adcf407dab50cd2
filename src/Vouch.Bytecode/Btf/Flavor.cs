using System;

namespace Vouch.Bytecode.Btf;

/// <summary>
/// Flavours: <c>task_struct___old</c> stands for <c>task_struct</c> when types are matched across kernels. The suffix is three
/// underscores between other characters and what follows them.
/// </summary>
public static class Flavor
{
    /// <summary>Length of the name without its flavour suffix.</summary>
    public static int EssentialLength(ReadOnlySpan<byte> name)
    {
        for (int i = name.Length - 5; i >= 0; i--)
        {
            if (name[i] != '_' && name[i + 1] == '_' && name[i + 2] == '_' && name[i + 3] == '_' && name[i + 4] != '_')
            {
                return i + 1;
            }
        }

        return name.Length;
    }

    /// <inheritdoc cref="EssentialLength(ReadOnlySpan{byte})"/>
    public static int EssentialLength(ReadOnlySpan<char> name)
    {
        for (int i = name.Length - 5; i >= 0; i--)
        {
            if (name[i] != '_' && name[i + 1] == '_' && name[i + 2] == '_' && name[i + 3] == '_' && name[i + 4] != '_')
            {
                return i + 1;
            }
        }

        return name.Length;
    }
}
