using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;

namespace Vouch.Bytecode.Tests.ObjectFiles;

/// <summary>A kernel with just what the fixtures ask for, and one module.</summary>
internal static class SmallKernel
{
    public static KernelView View { get; } = Create();

    private static KernelView Create()
    {
        RawBtf kernel = KernelTypes();
        Dictionary<string, string> configuration = new()
        {
            ["CONFIG_PRESENT"] = "y",
            ["CONFIG_NUMBER"] = "0x10",
            ["CONFIG_TEXT"] = "\"too long for it\"",
        };
        return new KernelView
        {
            Types = kernel,
            Modules = [ModuleTypes(kernel)],
            Configuration = name => configuration.GetValueOrDefault(name),
            HasSymbol = name => name == "plain_symbol",
            CpuCount = 4,
        };
    }

    private static RawBtf KernelTypes()
    {
        BtfBuilder types = new("vmlinux");
        BtfTypeId integer = types.AddInteger("int", 4, new BtfInteger(true, false, false, 0, 32));
        BtfTypeId unsigned = types.AddInteger("unsigned int", 4);
        BtfTypeId thing = types.AddStruct("thing", 4, new BtfMember(types.AddString("size"), integer, 0, 0));
        BtfTypeId pointer = types.AddPointer(thing);
        BtfTypeId onThing = types.AddFunctionPrototype(integer, new BtfParameter(types.AddString("thing"), pointer));
        _ = types.AddFunction("use_thing", onThing, BtfLinkage.Static);
        _ = types.AddFunction("do_work", onThing, BtfLinkage.Static);
        _ = types.AddFunction("bpf_lsm_file_open", onThing, BtfLinkage.Static);
        _ = types.AddFunction("bpf_iter_things", onThing, BtfLinkage.Static);
        _ = types.AddTypedef("btf_trace_thing_started", types.AddPointer(onThing));
        _ = types.AddVariable("kernel_counter", types.AddQualifier(BtfKind.Const, integer), BtfLinkage.Global);

        BtfTypeId callback = types.AddPointer(onThing);
        BtfTypeId operations = types.AddStruct(
            "operations",
            32,
            new BtfMember(types.AddString("owner"), types.AddPointer(BtfTypeId.Void), 0, 0),
            new BtfMember(types.AddString("stop"), callback, 64, 0),
            new BtfMember(types.AddString("start"), callback, 128, 0),
            new BtfMember(types.AddString("flags"), unsigned, 192, 0));
        _ = types.AddStruct(
            "bpf_struct_ops_operations",
            96,
            new BtfMember(types.AddString("common"), unsigned, 0, 0),
            new BtfMember(types.AddString("data"), operations, 512, 0));
        return types.Build();
    }

    private static RawBtf ModuleTypes(RawBtf kernel)
    {
        BtfTypeId integer = kernel.Find("int", BtfKind.Int)!.Value;
        BtfBuilder types = new("helper_module", kernel);
        BtfTypeId prototype = types.AddFunctionPrototype(integer, new BtfParameter(types.AddString("x"), integer));
        _ = types.AddFunction("in_module", prototype, BtfLinkage.Static);
        _ = types.AddFunction("module_work", prototype, BtfLinkage.Static);
        return types.Build();
    }
}
