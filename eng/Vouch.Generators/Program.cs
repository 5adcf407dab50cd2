using System;
using System.IO;

namespace Vouch.Generators;

/// <summary>Makes the bundled files of a kernel release. The output is committed; run again when the input or a format changes.</summary>
internal static class Program
{
    private const string Usage = """
        usage: dotnet run -c Release --project eng/Vouch.Generators -- COMMAND INPUT OUTPUT
          btf     INPUT is a kernel's raw BTF (/sys/kernel/btf/vmlinux), OUTPUT a .btfpack file
          config  INPUT is a kernel configuration as text, OUTPUT a .br file
          symbols INPUT is /proc/kallsyms of a running kernel, or the names in it, OUTPUT a .br file
               dotnet run -c Release --project eng/Vouch.Generators -- unplaced SYMBOLS BTF OUTPUT
                  SYMBOLS and BTF are as above, OUTPUT is a .br file
        Outputs of a release belong in src/Vouch.Kernel/Data/RELEASE/ under the names vmlinux.btfpack, config.br, symbols.br and unplaced.br.
        """;

    private static int Main(string[] arguments)
    {
        if (arguments is ["unplaced", string symbols, string types, string list])
        {
            File.WriteAllBytes(list, UnplacedFunctionsWriter.Write(File.ReadAllLines(symbols), File.ReadAllBytes(types)));
            return 0;
        }

        if (arguments is not [string command, string input, string output])
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        byte[]? made = command switch
        {
            "btf" => BtfPackWriter.Write(File.ReadAllBytes(input)),
            "config" => ConfigurationWriter.Write(File.ReadAllLines(input)),
            "symbols" => SymbolsWriter.Write(File.ReadAllLines(input)),
            _ => null,
        };
        if (made is null)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        File.WriteAllBytes(output, made);
        return 0;
    }
}
