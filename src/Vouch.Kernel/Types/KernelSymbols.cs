using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;

namespace Vouch.Kernel.Types;

/// <summary>
/// The names of a kernel's symbols, without those that macros and compilers make for bookkeeping: what externs without a type are answered
/// from. Unpacked when first asked.
/// </summary>
public sealed class KernelSymbols
{
    private readonly Lazy<HashSet<string>> names;

    private KernelSymbols(Func<Stream> open) => names = new Lazy<HashSet<string>>(() => Read(open));

    /// <summary>The bundled symbols of a release such as <c>linux-7.3</c>.</summary>
    /// <exception cref="ArgumentException">The release is not bundled; thrown when first asked.</exception>
    public static KernelSymbols Open(string profileName) => new(() => BundledData.Open(profileName, "symbols.br"));

    /// <summary>True when the kernel has a symbol of this name.</summary>
    public bool Contains(string name) => names.Value.Contains(name);

    private static HashSet<string> Read(Func<Stream> open)
    {
        using BrotliStream unpacked = new(open(), CompressionMode.Decompress);
        using StreamReader reader = new(unpacked);
        HashSet<string> found = new(100_000, StringComparer.Ordinal);
        while (reader.ReadLine() is string name)
        {
            _ = found.Add(name);
        }

        return found;
    }
}
