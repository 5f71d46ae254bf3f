//! What was split is joined again to a module that does the same; what is not of that kind does no harm.

use quotient_inlined::{join, split};

/// Every kind of operand, alignments of a byte.
const MODULE: &str = r#"(module
  (type $binary (func (param i32 i32) (result i32)))
  (import "host" "given" (func $given (param i64)))
  (memory (export "memory") 17)
  (global $top (mut i32) (i32.const 1048576))
  (table 2 2 funcref)
  (elem (i32.const 0) $sum $many)
  (func $sum (export "sum") (type $binary)
    local.get 0
    local.get 1
    i32.add)
  (func $many (export "many") (type $binary)
    (local $wide i64) (local $third i32)
    global.get $top
    i32.const -16
    i32.add
    local.tee $third
    global.set $top
    block $outer
      block $middle
        block $inner
          local.get 0
          br_table $inner $middle $outer
        end
        local.get $third
        local.get 1
        i32.store offset=12 align=1
        local.get $third
        i64.load8_u offset=300
        i64.const -4611686018427387904
        i64.add
        local.set $wide
        br $outer
      end
      i32.const 1048600
      i32.const 0
      i32.const 1000
      memory.fill
      i32.const 1048700
      i32.const 1048600
      i32.const 1000
      memory.copy
      local.get $third
      i32.load offset=90 align=1
      i32.load offset=100000 align=1
      i32.const 1500000
      i32.add
      i32.const 2147483647
      i32.add
      drop
      local.get $wide
      call $given
    end
    loop $again (result i32)
      local.get 0
      i32.const 1
      i32.sub
      local.tee 0
      br_if $again
      local.get 0
      local.get 1
      i32.const 1
      call_indirect (type $binary)
      memory.size
      i32.add
    end
    local.get $wide
    i32.wrap_i64
    i32.extend8_s
    local.get 0
    select
    i32.const 255
    i32.and
    drop
    i32.const 1048704
    v128.load offset=16 align=1
    v128.const i32x4 1 -2 3 2147483647
    i32x4.add
    local.get 1
    i32x4.splat
    i8x16.shuffle 0 1 2 3 20 21 22 23 8 9 10 11 28 29 30 31
    i32.const 16
    i32x4.shr_u
    i32x4.extract_lane 2
    drop
    (if (result i32) (i32.const 1) (then (i32.const 2)) (else unreachable)))
  (data (i32.const 1048576) "\00\07\08\n\0b\0c\r\1b\"\\ZWJ]^=[z*>\7f\80\c0\ff"))"#;

fn module() -> Vec<u8> {
    wat::parse_str(MODULE).expect("the text is a module")
}

fn joined(text: &str) -> Vec<u8> {
    let mut module = vec![0; 2 * text.len()];
    let length = join(text.as_bytes(), &mut module);
    module.truncate(length);
    module
}

#[test]
fn a_module_does_the_same_afterwards() {
    let module = module();
    let after = joined(&split(&module).unwrap());
    wasmparser::validate(&after).unwrap();
    assert_eq!(wasmprinter::print_bytes(&after).unwrap(), wasmprinter::print_bytes(&module).unwrap());
}

#[test]
fn the_text_needs_no_escape_between_quotes() {
    let text = split(&module()).unwrap();
    assert!(!text.contains(|character| "\"\\\0\n\r".contains(character)));
}

#[test]
fn instructions_that_have_no_stream_are_named() {
    for (instruction, named) in [
        ("f64.const 1 drop", "0x44"),
        ("f32.const 1 drop", "0x43"),
        ("ref.null func drop", "0xd0"),
        ("i32.const 0 i32.const 0 i32.const 0 memory.init 0", "0xfc"),
    ] {
        let text = format!(r#"(module (memory 1) (data "") (func {instruction}))"#);
        let problem = split(&wat::parse_str(text).unwrap()).unwrap_err();
        assert!(problem.contains(named), "{instruction}: {problem}");
    }
}

#[test]
fn code_that_is_cut_off_is_refused() {
    let module = module();
    let code = wasmparser::Parser::new(0).parse_all(&module).find_map(|payload| match payload.unwrap() {
        wasmparser::Payload::CodeSectionStart { range, .. } => Some(range.end),
        _ => None,
    });
    let end = code.expect("the module has code");
    for length in 0..end {
        assert!(split(&module[..length]).is_err(), "{length} bytes");
    }
    assert!(split(&module[..end]).is_ok());
}

#[test]
fn joining_never_panics() {
    let text = split(&module()).unwrap().into_bytes();
    let mut module = vec![0; 2 * text.len()];
    for length in 0..text.len() {
        join(&text[..length], &mut module);
        let mut changed = text.clone();
        for byte in [0, 6, 0x7f, 0x80, 0xff] {
            changed[length] = byte;
            join(&changed, &mut module);
        }
    }
    join(&text, &mut []);
}
