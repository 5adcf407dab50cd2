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
    private readonly Lazy<HashSet<string>> unplaced;

    private KernelSymbols(string profileName)
    {
        names = new Lazy<HashSet<string>>(() => Read(() => BundledData.Open(profileName, "symbols.br")));
        unplaced = new Lazy<HashSet<string>>(() => Read(() => BundledData.Open(profileName, "unplaced.br")));
    }

    /// <summary>The bundled symbols of a release such as <c>linux-7.3</c>.</summary>
    /// <exception cref="ArgumentException">The release is not bundled; thrown when first asked.</exception>
    public static KernelSymbols Open(string profileName) => new(profileName);

    /// <summary>True when the kernel has a symbol of this name.</summary>
    public bool Contains(string name) => names.Value.Contains(name);

    /// <summary>
    /// True when a function of the kernel's BTF has an address. Compilers merge functions into their callers, and rename copies that they
    /// make.
    /// </summary>
    public bool Places(string function) => !unplaced.Value.Contains(function);

    private static HashSet<string> Read(Func<Stream> open)
    {
        using BrotliStream unpacked = new(open(), CompressionMode.Decompress);
        using StreamReader reader = new(unpacked);
        HashSet<string> found = new(StringComparer.Ordinal);
        while (reader.ReadLine() is string name)
        {
            _ = found.Add(name);
        }

        return found;
    }
}
